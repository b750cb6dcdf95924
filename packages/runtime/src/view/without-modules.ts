import type { Diagnostic, StoredRun } from "@infoplane/contracts";

/** A run whose report notes the modules that can't be loaded. */
export function withoutModules<Run extends StoredRun>(run: Run, missing: readonly Diagnostic[]): Run {
  if (missing.length === 0) return run;
  const told = missing.map(({ message }) => `what it draws and measures is left out: ${message}`);
  return { ...run, leftOut: [...(run.leftOut ?? []), ...told] };
}
