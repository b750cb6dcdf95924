import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { meanOver } from "../select/mean-over.ts";
import { hasSpread } from "../select/has-spread.ts";
import { splitRecords } from "../select/split-records.ts";
import { thinEpochs, thinned } from "../select/thin-epochs.ts";
import { bandOf, bandText } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import { armColour } from "./parts/arm-colour.ts";
import { bandCurve, type CurveRow, type SeedRow } from "./parts/band-curve.ts";
import { epochAxis } from "./parts/epoch-axis.ts";
import type { FigureOptions } from "./parts/figure-options.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { epochParam, epochRule } from "./parts/params.ts";

/** What differs between the curves of accuracy and loss. */
export interface Curve {
  readonly quantity: string;
  readonly name: string;
  readonly title: string;
  readonly axisTitle: string;
  /** d3 format of the axis and of tooltips. */
  readonly format: string;
  readonly tooltipFormat: string;
  /** One sentence on what is drawn. */
  readonly what: string;
}

interface Row extends CurveRow {
  readonly split: string;
}

/** From this ratio of largest to smallest mean, a logarithmic axis is worthwhile. */
const logarithmicFrom = 50;

/** A quantity over the epochs by arm: test solid, train dashed, spread over seeds as a band around test. */
export function learningCurve(curve: Curve, options: FigureOptions): Figure {
  return {
    name: curve.name,
    title: curve.title,
    caption(run) {
      const points = curveRows(run, curve, options);
      const band = hasSpread(run) ? ` ${bandText(options.spread, "on test samples")}` : "";
      return (
        `${curve.what} Solid: test samples, dashed: ${trainSamples(run, curve)}training samples; ${meanOver(run, points)}.${band}` +
        `${thinned(splitRecords(run, curve.quantity))}${absentArms(run, points)}`
      );
    },
    spec: (run) => spec(run, curve, options),
  };
}

/** The number of samples it was measured on: as many as there are test samples, not all. */
function trainSamples(run: RunView, { quantity }: Curve): string {
  const samples = splitRecords(run, quantity).find(({ split }) => split === "train")?.["samples"];
  return typeof samples === "number" ? `${samples.toLocaleString("en")} ` : "";
}

function curveRows(run: RunView, curve: Curve, { spread }: FigureOptions): Row[] {
  const records = thinEpochs(splitRecords(run, curve.quantity));
  return summariseBy(records, ["arm", "split", "epoch"]).map((group) => ({
    arm: String(group.arm),
    split: String(group.split),
    epoch: Number(group.epoch),
    seeds: group.n,
    mean: group.mean,
    ...bandOf(group, spread),
  }));
}

/** Every seed on test samples. */
function seedRows(run: RunView, curve: Curve): SeedRow[] {
  return thinEpochs(splitRecords(run, curve.quantity)).flatMap(({ arm, seed, epoch, split, value }) =>
    split === "test" && value !== null ? [{ arm, seed, epoch, value }] : [],
  );
}

function spec(run: RunView, curve: Curve, options: FigureOptions): VegaLiteSpec | undefined {
  const rows = curveRows(run, curve, options);
  if (rows.length === 0) return undefined;
  const seeds = options.spread === "seeds" ? seedRows(run, curve) : [];
  const last = Math.max(...rows.map((row) => row.epoch));
  const bounds = [
    ...rows.flatMap((row) => (row.split === "test" ? [row.low, row.high] : [row.mean])),
    ...seeds.map((row) => row.value),
  ];
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  const scale =
    low > 0 && high / low > logarithmicFrom
      ? { type: "log", domain: [low, high], nice: true }
      : { domain: niceDomain(bounds) };
  return {
    params: [epochParam(last)],
    data: { values: rows },
    width: 520,
    height: 280,
    encoding: { x: epochAxis(rows), color: armColour(run, rows) },
    layer: [
      ...bandCurve({
        spread: options.spread,
        rows,
        seedRows: seeds,
        y: { scale, axis: { title: curve.axisTitle, format: curve.format } },
        format: curve.tooltipFormat,
        bandOf: { field: "split", equal: "test" },
        line: { strokeDash: splitDash },
        about: [
          { field: "arm", type: "nominal" },
          { field: "split", type: "nominal" },
        ],
      }),
      epochRule(last),
    ],
  };
}

const splitDash = {
  field: "split",
  type: "nominal",
  title: "Samples",
  scale: {
    domain: ["test", "train"],
    range: [
      [1, 0],
      [5, 3],
    ],
  },
  legend: { symbolType: "stroke", symbolSize: 300, symbolStrokeWidth: 1.8 },
};
