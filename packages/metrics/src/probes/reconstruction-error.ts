import { definePlugin, type MetricPlugin } from "@infoplane/contracts";
import { fromTensor, linalg, type Matrix } from "@infoplane/engine";
import { z } from "zod";
import { networkOf } from "../network-of.ts";
import { isFinite } from "./classify.ts";
import { probeBlocks } from "./probe-metric.ts";
import { probeOptions } from "./probe-options.ts";
import { columnMeans, fitRidge } from "./ridge.ts";

const options = z.strictObject({
  ...probeOptions,
  ridge: z.number().positive().default(0.01).describe("penalty, in units of the features' mean spread"),
});

/**
 * How much of the input cannot be reconstructed linearly from the frozen output of each block.
 *
 * value: Σ |x - x̂|² / Σ |x - x̄|² over test samples, x̂ the ridge regression (see `fitRidge`) of the network's input on the
 * block's output, fitted on training samples, and x̄ their mean: 0 when all of the input is there, 1 when it helps no more
 * than the mean, above 1 when the fit does not carry over. Blind to rotation, shift and scale of the output.
 * Cost n d min(n, d) + min(n, d)³ + n d d_input in float64. Outputs that are not finite give null.
 */
export const reconstructionError = definePlugin({
  kind: "metric",
  name: "reconstruction-error",
  summary: "share of the input that a ridge decoder can't reconstruct from the output of each block",
  options,
  needs: "none",
  create: ({ ridge, ...settings }) => ({
    measure: (snapshot) =>
      probeBlocks(networkOf(snapshot, "reconstruction-error"), settings, (fit, judge) => {
        const metric = "reconstruction-error";
        const [known, unseen] = [fromTensor(fit.z.values), fromTensor(judge.z.values)];
        if (!isFinite(known) || !isFinite(unseen)) return { value: NaN, metric };
        const inputs = fromTensor(fit.x.values);
        const found = fitRidge(known, inputs, ridge, linalg()).predict(unseen);
        return { value: relativeError(found, fromTensor(judge.x.values), columnMeans(inputs)), metric };
      }),
  }),
} satisfies MetricPlugin<typeof options>);

function relativeError(found: Matrix, truth: Matrix, means: Float64Array): number {
  let [error, spread] = [0, 0];
  truth.data.forEach((value, at) => {
    error += (value - (found.data[at] as number)) ** 2;
    spread += (value - (means[at % truth.columns] as number)) ** 2;
  });
  return spread > 0 ? error / spread : NaN;
}
