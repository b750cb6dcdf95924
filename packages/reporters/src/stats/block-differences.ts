import { holm, signFlip } from "@infoplane/analysis";
import type { RunView } from "@infoplane/contracts";
import { blockMeasures } from "../select/block-measures.ts";
import { drawnValue } from "../select/other-measures.ts";
import { memoize } from "../select/memoize.ts";
import { summarise, type Summary } from "./summary.ts";

/** A block of an arm compared with the same block of the first arm, over the seeds that both have. */
export interface BlockDifference {
  readonly quantity: string;
  readonly arm: string;
  readonly against: string;
  readonly depth: number;
  readonly block: string;
  /** Of this arm and of the first, over all seeds of each. */
  readonly own: Summary;
  readonly other: Summary;
  /** This arm minus the first, seed by seed; undefined without a common seed. */
  readonly difference: Summary | undefined;
  /** Exact sign-flip p, two-sided, after Holm's correction over all rows; null without a common seed. */
  readonly p: number | null;
}

/** Every other arm against the experiment's first, block by block; blocks that both have by position and name. */
export const blockDifferences = memoize((run: RunView): readonly BlockDifference[] => {
  const rows = blockMeasures(run).flatMap(({ title, records }) => {
    const values = new Map<string, Map<number, number>>();
    const places = new Map<string, { readonly depth: number; readonly block: string }>();
    for (const record of records) {
      const { arm, seed, depth = 0, block = String(depth) } = record;
      const value = drawnValue(record);
      if (typeof value !== "number") continue;
      const place = JSON.stringify([depth, block]);
      places.set(place, { depth, block });
      const key = `${place} ${arm}`;
      values.set(key, (values.get(key) ?? new Map<number, number>()).set(seed, value));
    }
    const arms = run.experiment.arms.map(({ name }) => name);
    const against = arms.find((arm) => records.some((record) => record.arm === arm));
    if (against === undefined) return [];
    return arms
      .filter((arm) => arm !== against)
      .flatMap((arm) =>
        [...places].flatMap(([place, at]) => {
          const [own, other] = [values.get(`${place} ${arm}`), values.get(`${place} ${against}`)];
          const [mine, theirs] = [own && summarise([...own.values()]), other && summarise([...other.values()])];
          if (!own || !other || !mine || !theirs) return [];
          const paired = [...own].flatMap(([seed, value]) => {
            const before = other.get(seed);
            return before === undefined ? [] : [value - before];
          });
          const p = paired.length === 0 ? null : twoSided(paired);
          return [{ quantity: title, arm, against, ...at, own: mine, other: theirs, difference: summarise(paired), p }];
        }),
      );
  });
  const adjusted = holm(rows.map(({ p }) => p ?? 1));
  return rows.map((row, i) => ({ ...row, p: row.p === null ? null : (adjusted[i] ?? 1) }));
});

/** It was not stated beforehand which arm is higher. */
function twoSided(differences: readonly number[]): number {
  return Math.min(1, 2 * Math.min(signFlip(differences), signFlip(differences.map((d) => -d))));
}
