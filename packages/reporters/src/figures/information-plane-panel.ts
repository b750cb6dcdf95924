import type { VegaLiteSpec } from "@infoplane/contracts";
import type { PlaneRow } from "./information-plane-rows.ts";
import { planeLabels } from "./information-plane-labels.ts";
import { curvePoint } from "./parts/curve-point.ts";
import { and, armTitle } from "./parts/panel-grid.ts";
import { atEpoch, focused, upToEpoch } from "./parts/params.ts";

/** What all panels of one plane share. */
export interface PlaneFrame {
  readonly size: number;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lastEpoch: number;
}

/** One arm: a path per block, coloured by epoch, a dot per epoch, from a ring (untrained) to a numbered disc. */
export function planePanel(arm: string, rows: readonly PlaneRow[], frame: PlaneFrame): VegaLiteSpec {
  const color = epochColour(frame.lastEpoch);
  const opacity = focused();
  return {
    title: armTitle(arm),
    width: frame.size,
    height: frame.size,
    transform: [{ filter: and({ arm }) }],
    encoding: {
      x: { field: "x", type: "quantitative", scale: { domain: frame.xDomain }, axis: axis(frame.xTitle) },
      y: { field: "y", type: "quantitative", scale: { domain: frame.yDomain }, axis: axis(frame.yTitle) },
    },
    layer: [
      {
        transform: [
          {
            window: [
              { op: "lead", field: "x", as: "x_next" },
              { op: "lead", field: "y", as: "y_next" },
              { op: "lead", field: "epoch", as: "epoch_next" },
            ],
            groupby: ["depth"],
            sort: [{ field: "epoch" }],
          },
          { filter: "isValid(datum.x_next) && datum.epoch_next <= epoch" },
        ],
        mark: { type: "rule", strokeWidth: 1.8, strokeCap: "round" },
        encoding: {
          x2: { field: "x_next" },
          y2: { field: "y_next" },
          color: { ...color, field: "epoch_next" },
          opacity,
        },
      },
      {
        transform: [{ filter: "datum.epoch == 0" }],
        mark: { type: "point", shape: "circle", filled: false, style: "ring" },
        encoding: { color, opacity },
      },
      ...(curvePoint(rows) === "transparent"
        ? []
        : [
            {
              transform: [upToEpoch, { filter: "datum.epoch > 0" }],
              mark: { type: "point", filled: true, size: 13 },
              encoding: { color, opacity },
            },
          ]),
      ...seedRange(rows),
      {
        transform: [atEpoch],
        mark: { type: "point", filled: true, style: "outlined" },
        encoding: { color, opacity },
      },
      {
        transform: [upToEpoch],
        mark: { type: "point", filled: true, opacity: 0.001, size: 90 },
        encoding: { tooltip: tooltip(frame) },
      },
      ...planeLabels(rows, frame),
    ],
  };
}

function axis(title: string): VegaLiteSpec {
  return { title, tickCount: 5 };
}

/** The range over seeds at the shown epoch, as a thin cross. */
function seedRange(rows: readonly PlaneRow[]): VegaLiteSpec[] {
  if (rows.every((row) => row.seeds < 2)) return [];
  const rule = (encoding: VegaLiteSpec) => ({
    transform: [atEpoch],
    mark: { type: "rule", style: "spread" },
    encoding: { ...encoding, opacity: focused() },
  });
  return [
    rule({ x: { field: "x_low", type: "quantitative" }, x2: { field: "x_high" } }),
    rule({ y: { field: "y_low", type: "quantitative" }, y2: { field: "y_high" } }),
  ];
}

function tooltip(frame: PlaneFrame): VegaLiteSpec[] {
  return [
    { field: "arm", type: "nominal", title: "arm" },
    { field: "block", type: "nominal", title: "block" },
    { field: "epoch", type: "quantitative", title: "epoch" },
    { field: "x", type: "quantitative", title: frame.xTitle, format: ".3g" },
    { field: "y", type: "quantitative", title: frame.yTitle, format: ".3g" },
    { field: "seeds", type: "quantitative", title: "seeds" },
  ];
}

/** With more epochs, the first ones, where most happens, would all get the same colour on a linear scale. */
const linearUpTo = 30;

/** The colour channel of the epoch. */
function epochColour(last: number): VegaLiteSpec {
  const linear = last <= linearUpTo;
  const steps = [0, 1, 3, 10, 30, 100, 300, 1000, 3000].filter((epoch) => epoch < last * 0.8);
  return {
    field: "epoch",
    type: "quantitative",
    title: "Epoch",
    legend: { format: "d", symbolSize: 60, ...(linear ? { tickMinStep: 1 } : { values: [...steps, last] }) },
    scale: { type: linear ? "linear" : "symlog", domain: [0, Math.max(1, last)] },
  };
}
