import { dueEpochsOf, epochsMissing, labelOf, reducePoints, type Point } from "@infoplane/analysis";
import type { Figure, RunView } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockNames } from "../select/blocks.ts";
import { dependence } from "../select/dependence.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { memoize } from "../select/memoize.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { bandOf, bandText } from "../stats/spread.ts";
import { ends, numberOf, probeSamples, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { depthProfile, type ProfileRow } from "./parts/depth-profile.ts";

/** The value expected by chance also changes over training, so the raw slope says nothing about the sign. */
const meaning: Readonly<Record<NhsicScale, string>> = {
  corrected: ": below 0 the block still loses dependence",
  raw: ", with that of what chance alone gives",
};

/** Change of nHSIC per epoch in the second half of training, over depth: below 0 the block still compresses. */
export function lateSlopes(scale: NhsicScale): Figure {
  return {
    name: `late-slopes-${scale}`,
    title: `Late slopes of nHSIC (${scale})`,
    caption(run) {
      const rows = slopes(run, scale);
      return (
        `Change of nHSIC per epoch over the second half of training (least squares, per seed), by block${meaning[scale]}; ` +
        `${meanOver(run, rows)}${probeSamples(run)}.${hasSpread(run) ? ` ${bandText("range")}` : ""} ${scaleMeaning[scale]}` +
        `${blockNames(run)}${absentArms(run, rows)}`
      );
    },
    spec: (run) => depthProfile(run, slopes(run, scale), (quantity) => `${quantity} per epoch`, { zero: true }),
  };
}

const slopes = memoize((run: RunView, scale: string): ProfileRow[] => {
  const number = numberOf(scale as NhsicScale);
  const last = new Map(run.experiment.arms.map((arm) => [arm.name, arm.training.epochs]));
  return ends.flatMap((on) => {
    const measured = dependence(run, on);
    const paths = new Map<string, { record: NonNullable<typeof measured>["records"][number]; points: Point[] }>();
    for (const record of measured?.records ?? []) {
      const value = number(record);
      if (typeof value !== "number" || record.epoch < (last.get(record.arm) ?? 0) / 2) continue;
      const key = `${record.cell} ${record.depth}`;
      const path = paths.get(key) ?? { record, points: [] };
      path.points.push({ at: record.epoch, value });
      paths.set(key, path);
    }
    const label = measured?.records[0] && labelOf(measured.records[0]);
    // Two points don't give a credible slope; a training that stopped early has a different second half.
    const fitted = [...paths.values()].filter(({ record: { arm }, points }) => {
      if (points.length < 3) return false;
      const from = (last.get(arm) ?? 0) / 2;
      const due = run.thinned || label === undefined ? [] : dueEpochsOf(run.experiment, arm, [label]);
      const late = due.filter((epoch) => epoch >= from);
      return epochsMissing(late, new Set(points.map(({ at }) => at))) === undefined;
    });
    const records = fitted.flatMap(({ record, points }) => {
      const value = reducePoints(points, { reduce: "slope", axis: "epochs" }, record.epoch);
      return typeof value === "number" ? [{ ...record, value }] : [];
    });
    return summariseBy(records, ["arm", "block", "depth"]).map((group) => ({
      quantity: measured?.title ?? "",
      arm: String(group.arm),
      block: String(group.block ?? group.depth),
      depth: Number(group.depth),
      epoch: last.get(String(group.arm)) ?? 0,
      seeds: group.n,
      mean: group.mean,
      ...bandOf(group, "range"),
    }));
  });
});
