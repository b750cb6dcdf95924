import type { EngineName } from "@infoplane/contracts";
import { startEngine, type Engine } from "@infoplane/engine";
import type { Output } from "../show/output.ts";
import { progressOn } from "../show/provision-progress.ts";

export interface EngineFlags {
  readonly engine?: EngineName | undefined;
  readonly require?: "gpu";
  readonly threads?: number;
}

/** Starts the engine that the flags ask for, provisioning it first where needed, and says which one runs. */
export async function openEngine(
  { engine, require, threads }: EngineFlags,
  output: Output,
  signal?: AbortSignal,
): Promise<Engine> {
  const started = await startEngine({
    engine: engine ?? "auto",
    ...(require !== undefined && { require }),
    ...(threads !== undefined && { threads }),
    onProgress: progressOn(output),
    ...(signal && { signal }),
  });
  const { name, library, device, threads: used, reason } = started.info;
  output.note(`engine ${name}: ${library} on ${device}, ${used} threads (${reason})`);
  return started;
}
