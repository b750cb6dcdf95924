import { hash as digest } from "node:crypto";
import type { CellSpec, Experiment, Plan } from "@infoplane/contracts";
import { draftCells } from "../plan/plan-experiment.ts";

/** `plan.json`: what all cells share lies in `experiment.json`, so that ten thousand cells take a megabyte. */
export interface CompactPlan {
  readonly experiment: string;
  /** SHA-256 of `experiment.exp`. Older runs don't say. */
  readonly source?: string;
  /** The check of `experiment.json`. */
  readonly definition?: string;
  readonly cells: readonly (Pick<CellSpec, "hash" | "arm" | "seed"> & Partial<CellSpec>)[];
}

export function compactPlan({ experiment, cells }: Plan, source: string): CompactPlan {
  const named = cells.map(({ hash, arm, seed }) => ({ hash, arm, seed }));
  return { experiment, source: digestOfText(source), cells: named };
}

/** Cells that hold all of themselves, as the first versions wrote them, stay as they are. */
export function expandPlan({ experiment: name, cells }: CompactPlan, experiment: Experiment): Plan {
  const keyOf = ({ arm, seed }: Pick<CellSpec, "arm" | "seed">): string => `${seed} ${arm}`;
  const drafts = new Map(draftCells(experiment).map((draft) => [keyOf(draft), draft]));
  const isWhole = (cell: CompactPlan["cells"][number]): cell is CellSpec => cell.training !== undefined;
  const expanded = cells.flatMap((cell): CellSpec[] => {
    if (isWhole(cell)) return [cell];
    const draft = drafts.get(keyOf(cell));
    return draft ? [{ ...draft, hash: cell.hash }] : [];
  });
  return { experiment: name, cells: expanded };
}

/** SHA-256 of a text. */
export function digestOfText(text: string): string {
  return digest("sha256", text);
}
