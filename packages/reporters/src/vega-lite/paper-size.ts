import type { VegaLiteSpec } from "@infoplane/contracts";
import { mergeConfig } from "vega";
import { fitSpec } from "./fit-spec.ts";

/** Sizes that figures are drawn in: as on the page, or for one or two columns of a paper. */
export type PaperSize = "page" | "single" | "double";

/** Widths in points (1 px of the drawing is 1 pt of the PDF): 3.35 and 7 inches, usual for two-column papers. */
const widths = { single: 241, double: 504 } as const;

/** Text of 7 to 8 pt, as in captions of papers, and finer lines. */
const compact = {
  padding: 2,
  concat: { spacing: 12 },
  title: { fontSize: 8.5, offset: 5 },
  header: { labelFontSize: 8, titleFontSize: 8 },
  axis: { labelFontSize: 7, titleFontSize: 7.5, titlePadding: 3, tickSize: 3, labelPadding: 2 },
  axisY: { minExtent: 18 },
  legend: { labelFontSize: 7, titleFontSize: 7.5, symbolSize: 35, gradientLength: 70, gradientThickness: 8 },
  style: {
    outlined: { size: 24, strokeWidth: 0.7 },
    ring: { size: 18, strokeWidth: 1 },
    label: { fontSize: 7.5 },
    "label-halo": { fontSize: 7.5, strokeWidth: 2 },
  },
};

/**
 * Legends under the panels, stacked: there is no room next to them in one column. The layout is an expression because
 * the Vega-Lite schema has no other way.
 */
const legendBelow = {
  legend: {
    orient: "bottom",
    columns: 4,
    layout: { expr: "{bottom: {direction: 'vertical', anchor: 'start', offset: 12}}" },
  },
};

const attempts = 4;

/**
 * A finished spec drawn as wide as a column of a paper: smaller text, panels fitted, the title left to the caption or
 * replaced by `note` if something must be said. `draw` gives the resulting width; what overflows is subtracted from the
 * panels. On the page: unchanged.
 */
export async function atPaperSize(
  spec: VegaLiteSpec,
  size: PaperSize,
  draw: (spec: VegaLiteSpec) => Promise<number>,
  note?: string,
): Promise<VegaLiteSpec> {
  if (size === "page") return spec;
  const wanted = widths[size];
  const look = mergeConfig(spec["config"] ?? {}, compact, size === "single" ? legendBelow : {});
  const untitled = shortTitles(Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "title")));
  const bare = note === undefined ? untitled : { ...untitled, title: note };
  let room: number = wanted + (size === "single" ? 20 : 0);
  for (let attempt = 1; ; attempt++) {
    const fitted = { ...fitSpec(bare, room, size === "single" ? 70 : 90), config: look };
    const excess = (await draw(fitted)) - wanted;
    if (excess <= 0 || attempt === attempts) return fitted;
    room -= excess;
  }
}

/** Panel titles in the smaller text too: they have their own size. */
function shortTitles(spec: VegaLiteSpec): VegaLiteSpec {
  return JSON.parse(
    JSON.stringify(spec, (key, value: unknown) => {
      const isTitle = key === "title" && typeof value === "object" && value !== null && "fontSize" in value;
      return isTitle ? { ...value, fontSize: 8 } : value;
    }),
  ) as VegaLiteSpec;
}
