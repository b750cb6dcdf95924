import type { VegaLiteSpec } from "@infoplane/contracts";

/** The colour channel of a heat map: viridis over the range of the values, with a colour bar. */
export function heatScale(field: string, title: string, values: readonly number[]): VegaLiteSpec {
  const domain = [Math.min(...values), Math.max(...values)];
  return {
    field,
    type: "quantitative",
    title,
    scale: { scheme: "viridis", domain },
    legend: { gradientLength: 110, tickCount: 4, format: ".3~r" },
  };
}
