import type { Figure, RunView } from "@infoplane/contracts";
import { lastEpochText } from "../select/epoch-text.ts";
import { shareText } from "../format/format-share.ts";
import { absentArms } from "../select/absent-arms.ts";
import { finalRecords } from "../select/final-records.ts";
import { seedCount } from "../select/planned-seeds.ts";
import { splitRecords } from "../select/split-records.ts";
import { intervalFrom } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import type { Summary } from "../stats/summary.ts";
import { armRows } from "./parts/arm-rows.ts";
import { armColour, drawnArms } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";

const rowHeight = 48;

/** Test accuracy after the last epoch: a point per seed, the mean and, from three seeds, a 95 % interval per arm. */
export const finalAccuracy: Figure = {
  name: "final-accuracy",
  title: "Final test accuracy, by arm",
  caption(run) {
    const summaries = armSummaries(run);
    const counts = new Set(summaries.map((group) => group.n));
    const most = Math.max(...counts);
    const absent = absentArms(run, summaries);
    if (most === 1) return `Test accuracy ${lastEpochText(run)}, one seed per arm: no spread can be shown.${absent}`;
    const n = counts.size === 1 ? `${most} per arm` : "number next to each arm";
    const cut = summaries.map(interval).some(({ low, high }) => (low ?? 0) < 0 || (high ?? 1) > 1);
    const bar =
      most < intervalFrom
        ? `no interval, which takes ${intervalFrom} seeds`
        : `bar: 95% Student interval of the mean over seeds, for this data set${[...counts].every((count) => count >= intervalFrom) ? "" : `, from ${intervalFrom} seeds on`}${cut ? ", cut at 0 and 100%" : ""}`;
    return `Test accuracy ${lastEpochText(run)}. Points: single seeds (${n}); diamond: their mean; ${bar}. Right: mean ± standard deviation (seeds that have a value, of those that were to be trained).${absent}`;
  },
  spec(run) {
    const summaries = armSummaries(run);
    const order = run.experiment.seeds;
    const seeds = testAccuracy(run).map(({ arm, seed, value }) => {
      return { arm, seed, value, place: (order.indexOf(seed) + 0.5) / order.length };
    });
    if (summaries.length === 0) return undefined;
    const means = summaries.map((group) => ({
      arm: group.arm,
      n: group.n,
      mean: group.mean,
      sd: group.sd ?? null,
      ...interval(group),
      // Short, because it is next to the figure, even on a phone.
      text: `${shareText(group)} (${group.n} of ${seedCount(run, group.arm)})`,
    }));
    const arms = drawnArms(run, means);
    const [low, high] = niceDomain([
      ...seeds.map((row) => Number(row.value)),
      ...means.flatMap((row) => [row.low ?? row.mean, row.high ?? row.mean]),
    ]);
    const domain = [Math.max(0, low), Math.min(1, high)];
    const many = Math.max(...means.map((row) => row.n)) > 1;
    const color = armColour(run, means, false);
    const x = {
      type: "quantitative",
      scale: { domain, clamp: true },
      axis: { title: "Test accuracy", format: ".2~%", tickCount: 6 },
    };
    return {
      data: { values: means },
      width: 520,
      height: rowHeight * arms.length,
      encoding: armRows(arms),
      layer: [
        {
          data: { values: seeds },
          mark: { type: "point", filled: true, size: 38, opacity: 0.55 },
          encoding: {
            x: { field: "value", ...x },
            color,
            ...(many && {
              yOffset: { field: "place", type: "quantitative", scale: { domain: [0, 1], range: [12, 36] } },
            }),
            tooltip: [
              { field: "arm", type: "nominal" },
              { field: "seed", type: "ordinal" },
              { field: "value", type: "quantitative", format: ".2%", title: "test accuracy" },
            ],
          },
        },
        ...(many
          ? [
              {
                transform: [{ filter: { field: "n", gte: intervalFrom } }],
                mark: { type: "rule", strokeWidth: 2 },
                encoding: { x: { field: "low", ...x }, x2: { field: "high" }, color },
              },
              {
                mark: { type: "point", filled: true, shape: "diamond", size: 110, opacity: 1 },
                encoding: { x: { field: "mean", ...x }, color },
              },
            ]
          : []),
        {
          mark: { type: "text", style: "label", align: "left", dx: 10 },
          encoding: { x: { value: "width" }, text: { field: "text" } },
        },
      ],
    };
  },
};

function testAccuracy(run: RunView) {
  return finalRecords(run, splitRecords(run, "accuracy")).filter((r) => r.split === "test" && r.value !== null);
}

function armSummaries(run: RunView) {
  return summariseBy(testAccuracy(run), ["arm"]).map((group) => ({ ...group, arm: String(group.arm) }));
}

/** The 95 % interval of the mean, if there are enough seeds. */
function interval({ n, mean, halfWidth }: Summary) {
  const drawn = n >= intervalFrom && halfWidth !== undefined;
  return drawn ? { low: mean - halfWidth, high: mean + halfWidth } : { low: null, high: null };
}
