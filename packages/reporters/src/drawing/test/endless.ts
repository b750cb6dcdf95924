import type { VegaLiteSpec } from "@infoplane/contracts";

/** Vega-Lite whose expression never ends: its pattern backtracks in 2^80 ways. */
export const endless: VegaLiteSpec = {
  data: { values: [{ a: 1 }] },
  transform: [{ calculate: `test(/^(a+)+$/, '${"a".repeat(80)}b')`, as: "b" }],
  mark: "point",
  encoding: { x: { field: "b", type: "quantitative" } },
};
