import { defineOptimizer, z } from "@infoplane/contracts";
import { ops } from "@infoplane/engine/started";

export const rmsprop = defineOptimizer({
  name: "rmsprop",
  summary: "gradient over the root of its running mean square (Hinton 2012)",
  positional: ["rate"],
  options: z.strictObject({
    rate: z.number().positive().default(1e-2).describe("step size"),
    smoothing: z.number().min(0).lt(1).default(0.99).describe("decay of the mean of the squares"),
    momentum: z.number().min(0).lt(1).default(0),
    epsilon: z.number().positive().default(1e-8),
    decay: z.number().positive().optional().describe("weight decay, as a part of the gradient"),
  }),
  create({ decay, ...options }, parameters) {
    const optimizer = ops().createRmsprop(parameters, options);
    return decay === undefined ? optimizer : ops().decayInGradient(optimizer, parameters, decay);
  },
});
