import type { CellSpec, EngineName } from "@infoplane/contracts";
import type { CellStore } from "@infoplane/core";
import { startEngine, type Engine } from "@infoplane/engine";
import type { Call } from "../events.ts";

/** Which engine to use. */
export interface EngineChoice {
  /** Default: the fastest one available. */
  readonly engine?: EngineName | undefined;
  /** Fails rather than falls back. */
  readonly require?: "gpu";
  /** Threads inside an operation of the native engine. */
  readonly threads?: number;
  /** Compiled steps, on native engines; default true. */
  readonly compile?: boolean;
}

/**
 * The number of threads affects the last bits of sums, so a cell is resumed and measured with its own. Cells that are
 * older than the setting use as many as they began with.
 */
export async function threadsBefore(cell: CellStore, spec: CellSpec): Promise<{ readonly threads?: number }> {
  const threads = spec.threads ?? (await cell.readStart())?.threads;
  return threads === undefined ? {} : { threads };
}

/** Starts the chosen engine, installing it first if needed, and reports which one runs. */
export async function openEngine({ engine, require, threads, compile }: EngineChoice, call: Call): Promise<Engine> {
  const started = await startEngine({
    engine: engine ?? "auto",
    ...(require !== undefined && { require }),
    ...(threads !== undefined && { threads }),
    ...(compile !== undefined && { compile }),
    onProgress: (progress) => call.emit({ kind: "provision", progress }),
    signal: call.signal,
  });
  call.emit({ kind: "engine", engine: started.info });
  return started;
}
