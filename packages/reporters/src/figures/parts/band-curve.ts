import type { VegaLiteSpec } from "@infoplane/contracts";
import type { Spread } from "../../stats/spread.ts";
import { curvePoint } from "./curve-point.ts";

/** A point of a curve: mean over seeds and the edges of its band. */
export interface CurveRow {
  readonly arm: string;
  readonly epoch: number;
  readonly seeds: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A single seed on such a curve. */
export interface SeedRow {
  readonly arm: string;
  readonly seed: number;
  readonly epoch: number;
  readonly value: number;
}

export interface BandCurve {
  readonly spread: Spread;
  readonly rows: readonly CurveRow[];
  /** Drawn as thin lines when every seed is requested. */
  readonly seedRows: readonly SeedRow[];
  /** Scale and axis of the band and its curve. */
  readonly y: VegaLiteSpec;
  readonly format: string;
  /** Channels of the line in addition to x and y. */
  readonly line?: VegaLiteSpec;
  readonly opacity?: VegaLiteSpec;
  /** Which rows have a band; default: all. */
  readonly bandOf?: VegaLiteSpec;
  /** Columns that distinguish lines of one seed, in addition to arm and seed. */
  readonly paths?: readonly string[];
  /** The first rows of the tooltip. */
  readonly about: readonly VegaLiteSpec[];
}

/** The layers of curves over epochs: band, seeds, line, points with tooltips. x and colour come from the panel. */
export function bandCurve(curve: BandCurve): VegaLiteSpec[] {
  const { rows, y, spread, about, format } = curve;
  const opacity = curve.opacity;
  const only = curve.bandOf ? { transform: [{ filter: curve.bandOf }] } : {};
  const visible = curvePoint(rows) !== "transparent";
  const seedLines: VegaLiteSpec[] = [
    {
      data: { values: curve.seedRows },
      mark: { type: "line", strokeWidth: 0.8, ...(!opacity && { opacity: 0.6 }) },
      encoding: {
        y: { field: "value", type: "quantitative" },
        detail: ["seed", ...(curve.paths ?? [])].map((field) => ({ field, type: "nominal" })),
        ...(opacity && { opacity }),
      },
    },
  ];
  return [
    {
      ...only,
      mark: { type: "area", ...(!opacity && { opacity: 0.16 }) },
      encoding: {
        y: { field: "low", type: "quantitative", ...y },
        y2: { field: "high" },
        ...(opacity && { opacity: scaled(opacity, 0.16) }),
      },
    },
    ...(spread === "seeds" ? seedLines : []),
    {
      mark: { type: "line", strokeWidth: 1.8 },
      encoding: { y: { field: "mean", type: "quantitative" }, ...curve.line, ...(opacity && { opacity }) },
    },
    {
      mark: { type: "point", filled: true, size: visible ? 16 : 40, ...(!visible && { opacity: 0 }) },
      encoding: {
        y: { field: "mean", type: "quantitative" },
        ...(visible && opacity && { opacity }),
        tooltip: [
          ...about,
          { field: "epoch", type: "quantitative" },
          { field: "mean", type: "quantitative", format, title: "mean" },
          ...(spread === "seeds" ? [] : edges(spread, format)),
          { field: "seeds", type: "quantitative" },
        ],
      },
    },
  ];
}

function edges(spread: Spread, format: string): VegaLiteSpec[] {
  const names = {
    range: ["lowest seed", "highest seed"],
    ci: ["95% from", "95% to"],
    sd: ["mean - sd", "mean + sd"],
    seeds: ["", ""],
  }[spread];
  return ["low", "high"].map((field, i) => ({ field, type: "quantitative", format, title: names[i] }));
}

/** The same condition with lower opacities. */
function scaled(opacity: VegaLiteSpec, by: number): VegaLiteSpec {
  const { condition, value } = opacity as { condition: { test: string; value: number }; value: number };
  return { condition: { ...condition, value: condition.value * by }, value: value * by };
}
