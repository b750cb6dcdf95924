import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineFlags } from "./open-engine.ts";

/** What every process of a run is told. */
export interface CellFlags extends EngineFlags {
  readonly dataDir?: string;
  /** How many steps of each cell are traced. */
  readonly profileSteps?: number;
}

/** Until the program listens, SIGUSR1 ends a process where Node has this, and opens a debugger where it has not. */
const undebugged = ["--disable-sigusr1"].filter(
  (flag) => process.allowedNodeEnvironmentFlags.has(flag) && !process.execArgv.includes(flag),
);

/** Runs one cell of an opened run in a process of its own: the same program, the hidden command `cell`. */
export function cellCommand(
  directory: string,
  hash: string,
  file: string,
  flags: CellFlags,
): { file: string; args: string[] } {
  const door = fileURLToPath(new URL("../cell-door.ts", import.meta.url));
  const passed = [
    ...(flags.threads === undefined ? [] : ["--threads", String(flags.threads)]),
    ...(flags.dataDir === undefined ? [] : ["--data-dir", resolve(flags.dataDir)]),
    ...(flags.engine === undefined ? [] : ["--engine", flags.engine]),
    ...(flags.profileSteps === undefined ? [] : ["--profile-steps", String(flags.profileSteps)]),
    ...(flags.require === undefined ? [] : ["--require", flags.require]),
  ];
  return {
    file: process.execPath,
    args: [...process.execArgv, ...undebugged, door, "cell", resolve(directory), hash, resolve(file), ...passed],
  };
}
