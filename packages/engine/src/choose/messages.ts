import { counted, error, type Diagnostic, type EngineName } from "@infoplane/contracts";
import type { Engine } from "./engine.ts";
import type { EngineRequest } from "./engine-request.ts";

export const noEngine = (): Diagnostic =>
  error(
    "engine/not-started",
    "no tensor engine was started in this process",
    "call `await startEngine()` before anything that makes tensors",
  );

export const otherEngineRunning = (
  { info, compile }: Pick<Engine, "info" | "compile">,
  wanted: string,
  request: EngineRequest = {},
): Diagnostic =>
  error(
    "engine/other-running",
    `this process already runs ${info.name}${settings({ threads: info.threads, compile })}, so ${wanted}${settings(request)} can't be started in it`,
    "a process has one engine, that of its first `startEngine()`: ask for this one there, or in another process",
  );

const settings = ({ threads, compile }: EngineRequest): string =>
  [
    ...(threads === undefined ? [] : [` with ${counted(threads, "thread")}`]),
    ...(compile === undefined ? [] : [`${compile ? "" : " not"} compiling steps`]),
  ].join(",");

export const notInstalled = (): Diagnostic =>
  error("engine/not-installed", "TensorFlow is not installed in the user's cache yet", "`doctor --fix` installs it");

export const noGpu = (): Diagnostic =>
  error(
    "engine/no-gpu",
    "no NVIDIA GPU is visible here (nvidia-smi lists none, or CUDA_VISIBLE_DEVICES hides it)",
    "run on a machine with an NVIDIA driver for CUDA 12, or without `--require gpu`",
  );

export const gpuUnusable = (): Diagnostic =>
  error(
    "engine/gpu-unusable",
    "TensorFlow's CUDA build can't use the GPU that the driver shows",
    "TF_CPP_MIN_LOG_LEVEL=0 shows what it looked for; it needs a driver for CUDA 12",
  );

export const contradictingRequest = (engine: EngineName): Diagnostic =>
  error(
    "engine/contradiction",
    `a GPU is required, but the engine ${engine} does not use one`,
    "ask for one or the other",
  );

/** Why an engine was chosen; `refused` lists the faster ones and why they are unavailable. */
export function reasonFor(chosen: EngineName, request: EngineRequest, refused: readonly Diagnostic[]): string {
  return `${whyThis(chosen, request, refused)}${request.compile === false ? "; steps are not compiled" : ""}`;
}

function whyThis(chosen: EngineName, request: EngineRequest, refused: readonly Diagnostic[]): string {
  const first = refused[0];
  if (first) return `the fastest one available: ${first.message}${first.hint === undefined ? "" : `; ${first.hint}`}`;
  if (request.require === "gpu" || (request.engine ?? "auto") !== "auto") return "asked for";
  return chosen === "native-cpu"
    ? "the fastest without a GPU, and no NVIDIA GPU is visible here"
    : "the fastest there is";
}
