import type { RunView, VegaLiteSpec } from "@infoplane/contracts";
import { blockAxis } from "../../select/blocks.ts";
import { armColour } from "./arm-colour.ts";
import type { CurveRow } from "./band-curve.ts";
import { niceDomain } from "./nice-domain.ts";
import { and } from "./panel-grid.ts";
import { panelTitle } from "./panel-title.ts";
import { atEpoch, epochParam, focused, focusParam, withUntil } from "./params.ts";

/** A point of a profile: one block at one epoch. */
export interface ProfileRow extends CurveRow {
  readonly quantity: string;
  readonly block: string;
  readonly depth: number;
}

export interface ProfileLook {
  /** d3 format of axis and tooltips. */
  readonly format?: string;
  readonly zero?: boolean;
}

/**
 * Values over depth at one epoch: a panel per quantity, a line and a band per arm, the untrained network dotted. The
 * epoch is the last one, or that of the page's slider. Without axis titles, each quantity is written above its panel.
 */
export function depthProfile(
  run: RunView,
  all: readonly ProfileRow[],
  axisTitle: ((quantity: string) => string) | undefined,
  { format = ".3g", zero = false }: ProfileLook = {},
): VegaLiteSpec | undefined {
  if (all.length === 0) return undefined;
  const rows = withUntil(all, ({ arm, quantity }) => JSON.stringify([arm, quantity]));
  const last = Math.max(...rows.map((row) => row.epoch));
  const untrained = rows.some((row) => row.epoch === 0) && last > 0;
  const quantities = [...new Set(rows.map((row) => row.quantity))];
  const color = armColour(run, rows);
  const panel = (quantity: string): VegaLiteSpec => {
    const measured = rows.filter((row) => row.quantity === quantity);
    const bounds = measured.flatMap((row) => [row.low, row.high, row.mean]);
    const y = { type: "quantitative", scale: { domain: niceDomain(bounds, { zero }) } };
    // What is measured once applies to every shown epoch.
    const shown = new Set(measured.map((row) => row.epoch)).size > 1 ? { transform: [atEpoch] } : {};
    const axis = { title: axisTitle?.(quantity) ?? null, tickCount: 5, ...(format.endsWith("%") && { format }) };
    return {
      ...(!axisTitle && { title: panelTitle(quantity) }),
      width: quantities.length === 1 ? 460 : 340,
      height: 220,
      transform: [{ filter: and({ quantity }) }],
      encoding: {
        x: {
          field: "depth",
          type: "ordinal",
          axis: blockAxis(run),
        },
      },
      layer: [
        ...(untrained
          ? [
              {
                transform: [{ filter: "datum.epoch == 0" }],
                mark: { type: "line", style: "untrained" },
                encoding: {
                  y: { field: "mean", ...y, axis },
                  ...(beginAlike(measured) ? { detail: { field: "arm", type: "nominal" } } : { color }),
                },
              },
            ]
          : []),
        {
          ...shown,
          mark: { type: "area", opacity: 0.16 },
          encoding: { y: { field: "low", ...y, axis }, y2: { field: "high" }, color },
        },
        {
          ...shown,
          mark: { type: "line", strokeWidth: 1.8 },
          encoding: { y: { field: "mean", ...y }, color },
        },
        {
          ...shown,
          mark: { type: "point", filled: true },
          encoding: {
            y: { field: "mean", ...y },
            color,
            opacity: focused(),
            size: { condition: { test: "datum.depth == focus", value: 140 }, value: 42 },
            tooltip: [
              { field: "arm", type: "nominal" },
              { field: "block", type: "nominal" },
              { field: "epoch", type: "quantitative" },
              { field: "mean", type: "quantitative", format },
              { field: "low", type: "quantitative", format, title: "band from" },
              { field: "high", type: "quantitative", format, title: "band to" },
              { field: "seeds", type: "quantitative" },
            ],
          },
        },
      ],
    };
  };
  return {
    params: [epochParam(last), focusParam],
    data: { values: rows },
    columns: 2,
    concat: quantities.map(panel),
  };
}

/** Whether the untrained networks of all arms have the same values, as when only weights and data determine them. */
function beginAlike(rows: readonly ProfileRow[]): boolean {
  const means = new Map<number, number>();
  return rows.every(({ epoch, depth, mean }) => {
    if (epoch > 0) return true;
    const known = means.get(depth) ?? mean;
    means.set(depth, known);
    return Math.abs(known - mean) <= 1e-6 * Math.abs(known);
  });
}
