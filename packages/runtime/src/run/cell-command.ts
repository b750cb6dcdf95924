import { resolve } from "node:path";
import type { EngineChoice } from "../cell/open-engine.ts";
import { programCommand } from "./program-command.ts";

/** How to run a cell: passed to every process of a run. */
export interface CellChoice extends EngineChoice {
  /** Where data sets are; by default from the environment, or the cache. */
  readonly dataDir?: string;
  /** Number of steps to trace per cell. */
  readonly profileSteps?: number;
}

/** The command that runs one cell of an opened run in a separate process. */
export function cellCommand(
  directory: string,
  hash: string,
  file: string,
  choice: CellChoice,
): { file: string; args: string[] } {
  const { flags, entry } = programCommand(new URL("../cell/cell-process.ts", import.meta.url));
  const passed = [
    ...(choice.threads === undefined ? [] : ["--threads", String(choice.threads)]),
    ...(choice.dataDir === undefined ? [] : ["--data-dir", resolve(choice.dataDir)]),
    ...(choice.engine === undefined ? [] : ["--engine", choice.engine]),
    ...(choice.profileSteps === undefined ? [] : ["--profile-steps", String(choice.profileSteps)]),
    ...(choice.compile === false ? ["--no-compile"] : []),
    ...(choice.require === undefined ? [] : ["--require", choice.require]),
  ];
  return {
    file: process.execPath,
    args: [...flags, entry, resolve(directory), hash, resolve(file), ...passed],
  };
}
