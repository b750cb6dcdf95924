import type { RunView } from "@infoplane/contracts";

/** Place of a measure's label in the order of the experiment; what the experiment does not name comes last. */
export function measureRank(run: RunView): (label: string) => number {
  const order = run.experiment.measures.map((measure) => measure.label);
  return (label) => (order.includes(label) ? order.indexOf(label) : order.length);
}
