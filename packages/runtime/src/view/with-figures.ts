import { optionsOf, type Figure, type JudgedRun, type Registry, type RunView } from "@infoplane/contracts";
import { frozenView } from "./frozen-view.ts";

/** A run as reporters see it, with the figures of its metrics and of its `use` modules. */
export function withFigures(run: JudgedRun, registry: Registry): RunView {
  const figuresOf = (name: string): readonly Figure[] => registry.find("metric", name)?.figures ?? [];
  const metrics = [...new Set(run.experiment.measures.map(({ name }) => name))];
  const own = (run.experiment.figures ?? []).flatMap(({ name, options }) => {
    const plugin = registry.find("figure", name);
    return plugin ? [plugin.create(optionsOf(plugin, options))] : [];
  });
  return frozenView({
    ...run,
    // Metrics may share a figure.
    figures: [...new Set(metrics.flatMap(figuresOf)), ...own],
    drawnMetrics: metrics.filter((name) => figuresOf(name).length > 0),
  });
}
