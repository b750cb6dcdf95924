import { measureRank, type RunRecord, type RunView } from "@infoplane/contracts";

/** The records of nHSIC between the blocks' outputs and one end of the network. */
export interface Dependence {
  /** `nHSIC(X; Z)`. */
  readonly title: string;
  readonly records: readonly RunRecord[];
  /** Size of the probe set. */
  readonly samples: number | undefined;
}

/** Every figure and its caption ask for the same two. */
const found = new WeakMap<RunView, Record<"X" | "Y", Dependence | undefined>>();

/**
 * nHSIC of the input X (or the label Y) with every block's output Z, or undefined if it was not measured. An experiment
 * may measure it several times with different options: the first in the experiment's order is drawn.
 */
export function dependence(run: RunView, on: "X" | "Y"): Dependence | undefined {
  const known = found.get(run) ?? { X: find(run, "X"), Y: find(run, "Y") };
  found.set(run, known);
  return known[on];
}

function find(run: RunView, on: "X" | "Y"): Dependence | undefined {
  const all = run.records.filter((r) => r.metric === "nhsic" && isPair(r, on) && r.depth !== undefined);
  const rank = measureRank(run);
  const quantity = [...new Set(all.map((r) => r.quantity))].sort((a, b) => rank(a) - rank(b))[0];
  if (quantity === undefined) return undefined;
  const records = all.filter((r) => r.quantity === quantity);
  const samples = records[0]?.["samples"];
  return { title: `nHSIC(${on}; Z)`, records, samples: typeof samples === "number" ? samples : undefined };
}

function isPair(record: RunRecord, on: "X" | "Y"): boolean {
  const { a, b } = record;
  return (a === on && b === "Z") || (a === "Z" && b === on);
}
