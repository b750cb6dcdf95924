import { defineOptimizer, z } from "@infoplane/contracts";
import { ops } from "@infoplane/engine/started";

export const sgd = defineOptimizer({
  name: "sgd",
  summary: "stochastic gradient descent with momentum",
  positional: ["rate"],
  options: z.strictObject({
    rate: z.number().positive().default(0.1).describe("step size"),
    momentum: z.number().min(0).lt(1).default(0.9),
    nesterov: z.boolean().default(false),
    decay: z.number().positive().optional().describe("weight decay, as a part of the gradient"),
  }),
  create({ decay, ...options }, parameters) {
    const optimizer = ops().createSgd(parameters, options);
    return decay === undefined ? optimizer : ops().decayInGradient(optimizer, parameters, decay);
  },
});
