import { type Diagnostic, type EngineName, InfoplaneError, exitCodes } from "@infoplane/contracts";
import { type NvidiaDevice, findNvidiaDevice } from "../provision/nvidia-device.ts";
import type { Engine } from "./engine.ts";
import type { EngineRequest } from "./engine-request.ts";
import { contradictingRequest, gpuUnusable, noGpu, reasonFor } from "./messages.ts";
import { openNative } from "./open-native.ts";
import { openJs, openWasm } from "./open-plain.ts";
import type { Opened } from "./opened.ts";

/**
 * Tries the engines in order of speed and returns the first one that runs, with the reason and what would enable a
 * faster one. An engine requested by name, or a required GPU, is never replaced: throws InfoplaneError.
 */
export async function chooseEngine(request: EngineRequest): Promise<Omit<Engine, "ops">> {
  const device = await findNvidiaDevice();
  const refused: Diagnostic[] = [];
  for (const name of candidates(request, device)) {
    try {
      const opened = await open(name, request, device);
      const faster = opened.info.name === name ? refused : [...refused, gpuUnusable()];
      return { ...opened, info: { ...opened.info, reason: reasonFor(opened.info.name, request, faster) } };
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof InfoplaneError)) throw error;
      refused.push(...error.diagnostics);
    }
  }
  throw new InfoplaneError(refused, exitCodes.wrongEnvironment);
}

function candidates(request: EngineRequest, device?: NvidiaDevice): readonly EngineName[] {
  const { engine = "auto" } = request;
  if (request.require === "gpu") {
    if (engine !== "auto" && engine !== "native-gpu")
      throw new InfoplaneError(contradictingRequest(engine), exitCodes.wrongEnvironment);
    return ["native-gpu"];
  }
  if (engine !== "auto") return [engine];
  return device ? ["native-gpu", "native-cpu", "wasm", "js"] : ["native-cpu", "wasm", "js"];
}

async function open(name: EngineName, request: EngineRequest, device?: NvidiaDevice): Promise<Opened> {
  if (name === "wasm") return await openWasm();
  if (name === "js") return await openJs();
  if (name === "native-cpu") return await openNative(request);
  if (!device) throw new InfoplaneError(noGpu(), exitCodes.wrongEnvironment);
  const opened = await openNative(request, device);
  const replaceable = request.require !== "gpu" && (request.engine ?? "auto") === "auto";
  if (opened.info.name !== name && !replaceable) throw new InfoplaneError(gpuUnusable(), exitCodes.wrongEnvironment);
  return opened;
}
