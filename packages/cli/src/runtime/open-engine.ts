import type { EngineName } from "@infoplane/contracts";
import { startEngine, type Engine } from "@infoplane/engine";
import type { Output } from "../show/output.ts";

export interface EngineFlags {
  readonly engine?: EngineName;
  readonly require?: "gpu";
  readonly threads?: number;
}

/** Starts the engine that the flags ask for, provisioning it first where needed, and says which one runs. */
export async function openEngine({ engine, require, threads }: EngineFlags, output: Output): Promise<Engine> {
  let phase = "";
  const started = await startEngine({
    engine: engine ?? "auto",
    ...(require !== undefined && { require }),
    ...(threads !== undefined && { threads }),
    onProgress(progress) {
      const share = progress.total ? ` ${Math.floor((100 * (progress.done ?? 0)) / progress.total)}%` : "";
      if (progress.phase !== phase) output.note(progress.message);
      else output.replace(`${progress.message}${share}`);
      phase = progress.phase;
    },
  });
  const { name, library, device, threads: used, reason } = started.info;
  output.note(`engine ${name}: ${library} on ${device}, ${used} threads (${reason})`);
  return started;
}
