import { statSync } from "node:fs";
import { resolve } from "node:path";

/** Absolute path of the folder searched for data sets, to be recorded: from --data-dir or INFOPLANE_DATA_DIR. */
export function dataDirOf(flags: { readonly dataDir?: string }): string | undefined {
  const named = flags.dataDir ?? (process.env["INFOPLANE_DATA_DIR"] || undefined);
  return named === undefined ? undefined : resolve(named);
}

/** The folder in --data-dir, else the one that a run recorded, if it still exists. */
export function knownDataDir(flags: { readonly dataDir?: string }, remembered?: string): string | undefined {
  if (flags.dataDir !== undefined || remembered === undefined) return flags.dataDir;
  return statSync(remembered, { throwIfNoEntry: false })?.isDirectory() ? remembered : undefined;
}
