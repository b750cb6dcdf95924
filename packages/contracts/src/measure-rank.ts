import type { RunView } from "./run-view.ts";

/** Place of a measure's label in the order of the experiment; what the experiment does not name comes last. */
export function measureRank({ experiment }: Pick<RunView, "experiment">): (label: string) => number {
  const order = experiment.measures.map((measure) => measure.label);
  return (label) => (order.includes(label) ? order.indexOf(label) : order.length);
}
