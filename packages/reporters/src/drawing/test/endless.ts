import type { VegaLiteSpec } from "@infoplane/contracts";

/** Vega-Lite whose expression does not come to an end: its pattern is tried in 2^80 ways. */
export const endless: VegaLiteSpec = {
  data: { values: [{ a: 1 }] },
  transform: [{ calculate: `test(/^(a+)+$/, '${"a".repeat(80)}b')`, as: "b" }],
  mark: "point",
  encoding: { x: { field: "b", type: "quantitative" } },
};
