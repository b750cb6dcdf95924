import type { VegaLiteSpec } from "@infoplane/contracts";
import { armTitle } from "./arm-title.ts";
import { epochColour } from "./epoch-colour.ts";
import type { PlaneRow } from "./information-plane-rows.ts";
import { placeLabels, type Spot } from "./place-labels.ts";

/** What all panels of one plane share. */
export interface PlaneFrame {
  readonly size: number;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lastEpoch: number;
}

/** One arm: a path per block, coloured by epoch, from a ring (untrained) to a numbered disc (trained). */
export function planePanel(arm: string, rows: readonly PlaneRow[], frame: PlaneFrame): VegaLiteSpec {
  const depths = [...new Set(rows.map((row) => row.depth))];
  const paths = depths.map((depth) => rows.filter((row) => row.depth === depth));
  const starts = paths.flatMap((path) => path.slice(0, 1));
  const ends = paths.flatMap((path) => path.slice(-1));
  const color = epochColour(frame.lastEpoch);
  return {
    title: armTitle(arm),
    width: frame.size,
    height: frame.size,
    transform: [{ filter: { field: "arm", equal: arm } }],
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
          { filter: { field: "x_next", valid: true } },
        ],
        mark: { type: "rule", strokeWidth: 1.8, strokeCap: "round" },
        encoding: { x2: { field: "x_next" }, y2: { field: "y_next" }, color: { ...color, field: "epoch_next" } },
      },
      {
        data: { values: starts },
        mark: { type: "point", shape: "circle", filled: false, opacity: 1, size: 32, strokeWidth: 1.3 },
        encoding: { color },
      },
      ...seedRange(ends),
      { data: { values: ends }, mark: { type: "point", filled: true, opacity: 1, size: 46 }, encoding: { color } },
      {
        mark: { type: "point", filled: true, opacity: 0.001, size: 90 },
        encoding: { tooltip: tooltip(frame) },
      },
      ...endLabels(ends, rows, frame),
    ],
  };
}

function axis(title: string): VegaLiteSpec {
  return { title, tickCount: 5 };
}

/** The range over seeds at the end of each path, as a thin cross. */
function seedRange(ends: readonly PlaneRow[]): VegaLiteSpec[] {
  if (ends.every((end) => end.seeds < 2)) return [];
  const data = { values: ends };
  return [
    {
      data,
      mark: { type: "rule", style: "spread" },
      encoding: { x: { field: "x_low", type: "quantitative" }, x2: { field: "x_high" } },
    },
    {
      data,
      mark: { type: "rule", style: "spread" },
      encoding: { y: { field: "y_low", type: "quantitative" }, y2: { field: "y_high" } },
    },
  ];
}

function endLabels(ends: readonly PlaneRow[], rows: readonly PlaneRow[], frame: PlaneFrame): VegaLiteSpec[] {
  const { size, xDomain, yDomain } = frame;
  const pixels = (at: Spot) => ({
    x: ((at.x - xDomain[0]) / (xDomain[1] - xDomain[0])) * size,
    y: ((at.y - yDomain[0]) / (yDomain[1] - yDomain[0])) * size,
  });
  const spots = placeLabels(
    ends.map((end) => ({ text: String(end.depth), anchor: pixels(end) })),
    rows.map(pixels),
    { width: size, height: size },
  );
  const values = ends.map((end, i) => ({
    x: end.x,
    y: end.y,
    label: String(end.depth),
    label_x: xDomain[0] + ((spots[i]?.x ?? 0) / size) * (xDomain[1] - xDomain[0]),
    label_y: yDomain[0] + ((spots[i]?.y ?? 0) / size) * (yDomain[1] - yDomain[0]),
  }));
  const far = values.filter((_, i) => distance(spots[i], pixels(ends[i] as PlaneRow)) > 14);
  return [
    {
      data: { values: far },
      mark: { type: "rule", style: "leader" },
      encoding: { x2: { field: "label_x" }, y2: { field: "label_y" } },
    },
    {
      data: { values },
      mark: { type: "text", style: "label-halo" },
      encoding: {
        x: { field: "label_x", type: "quantitative" },
        y: { field: "label_y", type: "quantitative" },
        text: { field: "label" },
      },
    },
    {
      data: { values },
      mark: { type: "text", style: "label" },
      encoding: {
        x: { field: "label_x", type: "quantitative" },
        y: { field: "label_y", type: "quantitative" },
        text: { field: "label" },
      },
    },
  ];
}

function distance(a: Spot | undefined, b: Spot): number {
  return a ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
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
