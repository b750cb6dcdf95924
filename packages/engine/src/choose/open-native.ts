import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { loadNative, type LoadedNative } from "../native/load-native.ts";
import { ensureNative } from "../provision/ensure-native.ts";
import { installState, type NativeInstall } from "../provision/install.ts";
import { bindingUnusable } from "../provision/messages.ts";
import { nativePlace } from "../provision/native-place.ts";
import type { NvidiaDevice } from "../provision/nvidia-device.ts";
import type { NativeVariant } from "../provision/release.ts";
import { cpuDevice, cpuHasBfloat16 } from "./cpu-device.ts";
import type { Engine } from "./engine.ts";
import type { EngineRequest } from "./engine-request.ts";
import { notInstalled } from "./messages.ts";
import type { Opened } from "./opened.ts";

const require = createRequire(import.meta.url);

/**
 * Opens libtensorflow, provisioning it first if needed. With a `device` it uses the CUDA build, which may still return
 * native-cpu if it finds no usable GPU. Throws InfoplaneError if it is unavailable.
 */
export async function openNative(request: EngineRequest, device?: NvidiaDevice): Promise<Opened> {
  const install = await findInstall(request, device ? "gpu" : "cpu");
  const threads = chooseThreads(request.threads);
  const { binding, deferred, onGpu } = load(install, threads, device !== undefined);
  const gpu = device && onGpu ? `${device.name}, ${device.memory}, driver ${device.driver}` : undefined;
  const name = gpu ? "native-gpu" : "native-cpu";
  const library = `TensorFlow ${binding.TF_Version}${settingsThatCount()}`;
  // On GPUs older than Ampere, TensorFlow itself computes via float32.
  const bfloat16 = gpu !== undefined || cpuHasBfloat16();
  const tf = require("@tensorflow/tfjs-core") as Engine["tf"];
  const info: Opened["info"] = { name, library, device: gpu ?? cpuDevice(), threads };
  return { info, tf, native: true, bfloat16, binding, deferred, compile: request.compile ?? true };
}

/** User settings that make libtensorflow give other last digits: part of an engine's name. */
function settingsThatCount(env: NodeJS.ProcessEnv = process.env): string {
  const set = Object.keys(env)
    .filter((name) => /^(?:ONEDNN|DNNL)_(?:MAX_CPU_ISA|DEFAULT_FPMATH_MODE)$|^TF_(?:ENABLE|SET)_ONEDNN_/.test(name))
    .map((name) => `${name}=${env[name] ?? ""}`)
    .filter((setting) => setting !== "TF_ENABLE_ONEDNN_OPTS=1");
  return set.length === 0 ? "" : ` (${set.sort().join(", ")})`;
}

async function findInstall(request: EngineRequest, variant: NativeVariant): Promise<NativeInstall> {
  if (request.provision ?? true) return await ensureNative({ ...request, variant });
  const state = installState(nativePlace({ variant, env: process.env }).directory);
  if (state.state === "ready") return state.install;
  throw new InfoplaneError(notInstalled(), exitCodes.wrongEnvironment);
}

/** libtensorflow reads these variables while it is loaded; later child processes get the user's own. */
function load(install: NativeInstall, threads: number, gpu: boolean): LoadedNative {
  // Not restored: libtensorflow also reads it with its first message, after loading.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  const wanted: NodeJS.ProcessEnv = {
    TF_NUM_INTRAOP_THREADS: String(threads),
    // Kernels of a compiled function that do not need each other.
    TF_NUM_INTEROP_THREADS: process.env["TF_NUM_INTEROP_THREADS"] ?? String(threads),
    // libtensorflow disables oneDNN on processors without AVX512-VNNI, where it still makes a step 3.4 times faster
    // (vgg11, batch 128, AVX2: 3.5 s without, 1.0 s with).
    TF_ENABLE_ONEDNN_OPTS: process.env["TF_ENABLE_ONEDNN_OPTS"] ?? "1",
    // By default the first process would take all of the GPU's memory.
    ...(gpu
      ? { TF_FORCE_GPU_ALLOW_GROWTH: process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ?? "true" }
      : { CUDA_VISIBLE_DEVICES: "-1" }),
  };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, wanted);
  try {
    return loadNative(install.binding);
  } catch (error) {
    throw new InfoplaneError(bindingUnusable((error as Error).message), exitCodes.wrongEnvironment, { cause: error });
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

/**
 * How many threads libtensorflow will use inside an operation: the requested number, else the user's
 * TF_NUM_INTRAOP_THREADS, else the cores available to this process. libtensorflow reads that variable once, when it is
 * loaded, and it is the only one that matters: OMP_NUM_THREADS has no effect.
 */
function chooseThreads(asked?: number, env: NodeJS.ProcessEnv = process.env): number {
  const fromUser = Number(env["TF_NUM_INTRAOP_THREADS"]);
  return asked ?? (Number.isInteger(fromUser) && fromUser > 0 ? fromUser : availableParallelism());
}
