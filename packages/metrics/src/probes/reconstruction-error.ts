import { defineMetric, z } from "@infoplane/contracts";
import { networkOf } from "../snapshot.ts";
import { probeBlocks, probeOptions } from "./probe-metric.ts";

const options = z.strictObject({
  ...probeOptions,
  ridge: z.number().positive().default(0.01).describe("penalty, in units of the features' mean spread"),
});

/**
 * How much of the input cannot be reconstructed linearly from the frozen output of each block.
 *
 * value: Σ |x - x̂|² / Σ |x - x̄|² over test samples, x̂ the ridge regression (see `fitRidge`) of the network's input
 * on the block's output, fitted on training samples, and x̄ their mean: 0 if all of the input is there, 1 if the output
 * helps no more than the mean, above 1 if the fit does not generalise. Invariant to rotation, shift and scale of the
 * output. Cost n d min(n, d) + min(n, d)³ + n d d_input in float64. Outputs that are not finite give null.
 */
export const reconstructionError = defineMetric({
  name: "reconstruction-error",
  summary: "share of the input that a ridge decoder can't reconstruct from the output of each block",
  options,
  needs: "none",
  records: () => ({ per: "block", splits: ["test"], range: [0, Infinity] }),
  create: async ({ ridge, ...settings }) => {
    const { reconstruct } = await import("./readers.ts");
    return {
      measure: (snapshot) =>
        probeBlocks(networkOf(snapshot, "reconstruction-error"), settings, (fit, judge) =>
          reconstruct(fit, judge, ridge),
        ),
    };
  },
});
