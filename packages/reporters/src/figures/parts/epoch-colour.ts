import type { VegaLiteSpec } from "@infoplane/contracts";

/** Above this many epochs the first ones, where most happens, would all get the same colour on a linear scale. */
const linearUpTo = 30;

/** The colour channel of the epoch. */
export function epochColour(last: number): VegaLiteSpec {
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
