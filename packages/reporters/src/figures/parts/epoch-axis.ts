import type { VegaLiteSpec } from "@infoplane/contracts";

/** The x channel of curves over training: integer epochs from 0, the untrained network. */
export function epochAxis(rows: readonly { readonly epoch: number }[]): VegaLiteSpec {
  const last = Math.max(1, ...rows.map((row) => row.epoch));
  return {
    field: "epoch",
    type: "quantitative",
    scale: { domain: [0, last], nice: false },
    axis: { title: "Epoch", tickMinStep: 1, tickCount: 6, format: "d" },
  };
}
