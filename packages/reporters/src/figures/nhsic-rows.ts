import type { RunRecord, RunView } from "@infoplane/contracts";
import { dependence } from "../select/dependence.ts";
import { memoize } from "../select/memoize.ts";
import { thinEpochs } from "../select/thin-epochs.ts";
import type { Spread } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import type { CurveRow, SeedRow } from "./parts/band-curve.ts";
import type { FigureOptions } from "./parts/figure-options.ts";
import { profileRow } from "./parts/profile-row.ts";

/** Which of the measured numbers is drawn: as published, or corrected for chance. */
export type NhsicScale = "raw" | "corrected";
export const nhsicScales: readonly NhsicScale[] = ["corrected", "raw"];

export const scaleMeaning: Readonly<Record<NhsicScale, string>> = {
  raw: "Raw values include what chance alone gives at this sample size.",
  corrected: "Corrected for chance: 0 is independence, 1 the largest possible value.",
};

/** nHSIC of one block with X or Y at one epoch: mean and band over seeds. */
export interface NhsicRow extends CurveRow {
  /** `nHSIC(X; Z)`. */
  readonly quantity: string;
  readonly block: string;
  readonly depth: number;
}

export interface NhsicSeedRow extends SeedRow {
  readonly quantity: string;
  readonly depth: number;
}

export const ends = ["X", "Y"] as const;

export function numberOf(scale: NhsicScale): (record: RunRecord) => RunRecord["value"] | undefined {
  return (record) => {
    const number = scale === "raw" ? record.value : record["corrected"];
    return typeof number === "number" ? number : undefined;
  };
}

/** One row per quantity, arm, block and drawn epoch. */
export function nhsicRows(run: RunView, scale: NhsicScale, { spread }: FigureOptions): readonly NhsicRow[] {
  return rowsOf[scale](run, spread);
}

const rowsOf = {
  raw: memoize((run: RunView, spread: string) => computeRows(run, "raw", spread as Spread)),
  corrected: memoize((run: RunView, spread: string) => computeRows(run, "corrected", spread as Spread)),
};

function computeRows(run: RunView, scale: NhsicScale, spread: Spread): NhsicRow[] {
  return ends.flatMap((on) => {
    const measured = dependence(run, on);
    if (!measured) return [];
    const columns = ["arm", "block", "depth", "epoch"] as const;
    return summariseBy(thinEpochs(measured.records), columns, numberOf(scale)).map((group) =>
      profileRow(measured.title, group, spread),
    );
  });
}

/** One row per quantity, arm, block, drawn epoch and seed; none unless single seeds are to be drawn. */
export function nhsicSeedRows(run: RunView, scale: NhsicScale, { spread }: FigureOptions): NhsicSeedRow[] {
  if (spread !== "seeds") return [];
  const number = numberOf(scale);
  return ends.flatMap((on) => {
    const measured = dependence(run, on);
    return thinEpochs(measured?.records ?? []).flatMap((record) => {
      const { arm, seed, epoch, depth } = record;
      const value = number(record);
      return typeof value === "number"
        ? [{ quantity: measured?.title ?? "", arm, seed, epoch, value, depth: Number(depth) }]
        : [];
    });
  });
}

/** Size of the probe set, for captions: `, 512 probe samples`, or empty if it is not known. */
export function probeSamples(run: RunView): string {
  const samples = dependence(run, "X")?.samples ?? dependence(run, "Y")?.samples;
  return samples === undefined ? "" : `, ${samples} probe samples${overDraws(run)}`;
}

/** How much the draws of samples vary, in addition to the seeds; empty for a single draw. */
function overDraws(run: RunView): string {
  const drawn = nhsicRecords(run).filter((row) => typeof row["draws"] === "number");
  const [first] = drawn;
  if (!first) return "";
  const most = drawn.reduce((max, row) => Math.max(max, Number(row["corrected_draw_sd"] ?? 0)), 0);
  return (
    ` in each of ${String(first["draws"])} disjoint draws: a seed's value is their mean, and their standard deviation is at most ` +
    `${most.toFixed(3)} (corrected), which the bands over seeds leave out`
  );
}

/** All nHSIC records of the figures. */
export const nhsicRecords = memoize((run: RunView): RunRecord[] =>
  ends.flatMap((on) => dependence(run, on)?.records ?? []),
);
