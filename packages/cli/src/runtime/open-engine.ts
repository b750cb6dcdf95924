import { counted, type CellSpec, type EngineName } from "@infoplane/contracts";
import type { CellStore } from "@infoplane/core";
import { startEngine, type Engine } from "@infoplane/engine";
import type { Output } from "../show/output.ts";
import { progressOn } from "../show/provision-progress.ts";

export interface EngineFlags {
  readonly engine?: EngineName | undefined;
  readonly require?: "gpu";
  readonly threads?: number;
}

/**
 * The number of threads decides the last bits of sums: a cell goes on, and is measured, with its own. Cells of before they
 * were part of a cell go on with as many as they began with.
 */
export async function threadsBefore(cell: CellStore, spec: CellSpec): Promise<{ readonly threads?: number }> {
  const threads = spec.threads ?? (await cell.readStart())?.threads;
  return threads === undefined ? {} : { threads };
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
  output.note(`engine ${name}: ${library} on ${device}, ${counted(used, "thread")} (${reason})`);
  return started;
}
