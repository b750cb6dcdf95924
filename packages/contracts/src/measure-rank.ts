import type { RunView } from "./run-view.ts";

/** Position of a measure's label in the experiment; labels that the experiment does not name come last. */
export function measureRank({ experiment }: Pick<RunView, "experiment">): (label: string) => number {
  const order = experiment.measures.map((measure) => measure.label);
  return (label) => (order.includes(label) ? order.indexOf(label) : order.length);
}
