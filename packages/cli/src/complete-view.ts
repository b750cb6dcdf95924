import { judgeClaims } from "@infoplane/analysis";
import type { Registry, RunView } from "@infoplane/contracts";

/** A run as reporters see it: with the figures that its metrics bring along and the verdicts on its claims. */
export function completeView(run: RunView, registry: Registry): RunView {
  const metrics = [...new Set(run.experiment.measures.map(({ name }) => name))];
  return {
    ...run,
    // Metrics may share a figure.
    metricFigures: [...new Set(metrics.flatMap((name) => registry.find("metric", name)?.figures ?? []))],
    verdicts: judgeClaims(run),
  };
}
