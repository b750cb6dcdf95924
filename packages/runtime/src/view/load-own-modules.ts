import { join } from "node:path";
import type { Diagnostic, Registry, StoredRun } from "@infoplane/contracts";
import { loadUses } from "../plugins/load-uses.ts";

/** Loads the plugin modules that a stored run names; returns what can't be loaded. */
export function loadOwnModules(
  { experiment, manifest, directory }: Pick<StoredRun, "experiment" | "manifest" | "directory">,
  registry: Registry,
): Promise<Diagnostic[]> {
  const file = manifest.file ?? join(directory, "experiment.exp");
  return loadUses(
    experiment.uses.map((path) => ({ path })),
    file,
    registry,
  );
}
