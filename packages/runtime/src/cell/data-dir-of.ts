import { statSync } from "node:fs";
import { resolve } from "node:path";

/** Absolute path of the folder where a run looks for data sets, to be remembered: what --data-dir or INFOPLANE_DATA_DIR says. */
export function dataDirOf(flags: { readonly dataDir?: string }): string | undefined {
  const named = flags.dataDir ?? (process.env["INFOPLANE_DATA_DIR"] || undefined);
  return named === undefined ? undefined : resolve(named);
}

/** What --data-dir says, else what a run remembers, where that is still a folder. */
export function knownDataDir(flags: { readonly dataDir?: string }, remembered?: string): string | undefined {
  if (flags.dataDir !== undefined || remembered === undefined) return flags.dataDir;
  return statSync(remembered, { throwIfNoEntry: false })?.isDirectory() ? remembered : undefined;
}
