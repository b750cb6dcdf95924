import type { RunView } from "@infoplane/contracts";
import { adjustedP } from "../select/adjusted-p.ts";
import { dependence } from "../select/dependence.ts";
import { finalRecords } from "../select/final-records.ts";
import { seedCount } from "../select/planned-seeds.ts";
import { summariseBy, type Group } from "../stats/summarise-by.ts";

/** nHSIC of one block with input or label after the last epoch, over seeds. */
export interface NhsicValue {
  readonly arm: string;
  readonly depth: number;
  readonly block: string;
  /** Number of seeds that its arm was to be trained with. */
  readonly planned: number;
  /** `nHSIC(X; Z)`. */
  readonly quantity: string;
  readonly raw: Group<"arm">;
  readonly nullMean: Group<"arm"> | undefined;
  readonly corrected: Group<"arm"> | undefined;
  /** Lowest and highest draw of samples, corrected: means over the seeds; absent for a single draw. */
  readonly draws?: { readonly low: number; readonly high: number };
  /** p of each seed that has one, adjusted over the run. */
  readonly adjusted: readonly number[];
}

/** Ordered by arm, block and quantity; empty if nHSIC was not measured. */
export function nhsicValues(run: RunView): NhsicValue[] {
  const final = new Set(finalRecords(run));
  const arms = run.experiment.arms.map((arm) => arm.name);
  const rows = (["X", "Y"] as const).flatMap((on) => {
    const measured = dependence(run, on);
    const records = measured?.records.filter((record) => final.has(record)) ?? [];
    const by = (column: string) => summariseBy(records, ["arm", "depth", "block"], (record) => record[column]);
    const nullMeans = by("null_mean");
    const correcteds = by("corrected");
    const [lows, highs] = [by("corrected_draw_low"), by("corrected_draw_high")];
    return by("value").map((raw) => {
      const same = (other: { readonly arm?: unknown; readonly depth?: unknown }) =>
        other.arm === raw.arm && other.depth === raw.depth;
      const [low, high] = [lows.find(same)?.mean, highs.find(same)?.mean];
      return {
        ...(low !== undefined && high !== undefined && { draws: { low, high } }),
        arm: String(raw.arm),
        depth: Number(raw.depth),
        block: String(raw.block ?? raw.depth),
        planned: seedCount(run, raw.arm),
        quantity: measured?.title ?? "",
        raw,
        nullMean: nullMeans.find(same),
        corrected: correcteds.find(same),
        adjusted: records.filter(same).flatMap((record) => adjustedP(run).get(record) ?? []),
      };
    });
  });
  return rows.sort((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm) || a.depth - b.depth);
}
