import { defineLoss, z } from "@infoplane/contracts";
import { nhsicObjective, regularisedMatrix } from "@infoplane/dependence/objective";
import { tensors } from "@infoplane/engine/started";
import { flatRows } from "./rows.ts";

/**
 * -lambda nHSIC(X, Z) of a mini-batch, with Z the features and X the network's input (global) or the input of the
 * loss's group (local). Added to a loss, it rewards keeping information about X (Sakamoto & Sato 2024). nHSIC is that
 * of the metric `nhsic`; see there for formula and gradient. Its raw value grows with the batch. Their code of July
 * 2024 evaluates it on the output of the local head instead, with a kernel in which the distance is not squared.
 *
 * features: float32 [n, ...], flattened. NaN when they are not finite.
 */
export const nhsicRegulariser = defineLoss({
  name: "nhsic-regulariser",
  summary: "minus lambda nHSIC between input and features: rewards keeping information about the input",
  needs: "features",
  positional: ["lambda"],
  options: z.strictObject({
    lambda: z.number().positive().default(0.01).describe("weight of the dependence"),
    with: z
      .enum(["global", "local"])
      .default("global")
      .describe("global: the network's input; local: the input of the group itself"),
    sigma: z.number().positive().default(5).describe("width of the Gaussian kernel in units of sqrt(d)"),
    eps: z.number().positive().default(1e-5).describe("regularisation: eps times the batch is added to the kernel"),
  }),
  create: ({ lambda, with: scope, sigma, eps }) => ({
    value(output, _labels, { input, groupInput }) {
      const tf = tensors();
      const other = flatRows(scope === "global" ? input : groupInput);
      const kernel = regularisedMatrix(other, { sigma, eps });
      return tf.mul(nhsicObjective(flatRows(output), kernel, { sigma, eps }), -lambda);
    },
  }),
});
