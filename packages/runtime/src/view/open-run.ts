import type { Correction, Registry, RunView } from "@infoplane/contracts";
import { builtInRegistry } from "../plugins/registry.ts";
import { loadOwnModules } from "./load-own-modules.ts";
import { readJudged } from "./read-judged.ts";
import { withFigures } from "./with-figures.ts";
import { withoutModules } from "./without-modules.ts";

/**
 * A complete stored run: its records, its claims judged, and the figures of its plugins; also while it is running.
 * Modules that can't be loaded are listed in `leftOut`. Throws InfoplaneError if there is no run, or it can't be read.
 */
export async function openRun(
  directory: string,
  { registry, correction }: { readonly registry?: Registry; readonly correction?: Correction } = {},
): Promise<RunView> {
  const run = await readJudged(directory, correction ? { correction } : {});
  if (registry) return withFigures(run, registry);
  const own = builtInRegistry();
  return withFigures(withoutModules(run, await loadOwnModules(run, own)), own);
}
