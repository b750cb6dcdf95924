import { hash as digest } from "node:crypto";
import type { CellSpec, Experiment, Plan } from "@infoplane/contracts";
import { draftCell } from "../plan/plan-experiment.ts";

/** `plan.json`: what all cells share is in `experiment.json`, so that ten thousand cells take a megabyte. */
export interface CompactPlan {
  readonly experiment: string;
  /** SHA-256 of `experiment.exp`. Absent in older runs. */
  readonly source?: string;
  /** The check of `experiment.json`. */
  readonly definition?: string;
  readonly cells: readonly (Pick<CellSpec, "hash" | "arm" | "seed"> & Partial<CellSpec>)[];
}

export function compactPlan({ experiment, cells }: Plan, source: string): CompactPlan {
  const named = cells.map(({ hash, arm, seed }) => ({ hash, arm, seed }));
  return { experiment, source: digestOfText(source), cells: named };
}

/** Complete cells, as the first versions wrote them, stay unchanged. */
export function expandPlan(plan: CompactPlan, experiment: Experiment): Plan {
  const cells = plan.cells.flatMap((cell) => expandCell(cell, experiment) ?? []);
  return { experiment: plan.experiment, measures: experiment.measures, cells };
}

/** Undefined for an arm that the experiment doesn't have. */
export function expandCell(cell: CompactPlan["cells"][number], experiment: Experiment): CellSpec | undefined {
  if (isWhole(cell)) return cell;
  const { hash, arm: name, seed } = cell;
  const arm = experiment.arms.find((one) => one.name === name);
  return arm && { hash, ...draftCell(experiment, arm, seed) };
}

const isWhole = (cell: CompactPlan["cells"][number]): cell is CellSpec => cell.training !== undefined;

/** SHA-256 of a text. */
export function digestOfText(text: string): string {
  return digest("sha256", text);
}
