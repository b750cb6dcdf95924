import { defineOptimizer, z } from "@infoplane/contracts";
import { ops } from "@infoplane/engine/started";

export const adam = defineOptimizer({
  name: "adam",
  summary: "Adam (Kingma & Ba 2015)",
  positional: ["rate"],
  options: z.strictObject({
    rate: z.number().positive().default(1e-3).describe("step size"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("decay of the mean of the gradients"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("decay of the mean of their squares"),
    epsilon: z.number().positive().default(1e-8),
    decay: z.number().positive().optional().describe("weight decay, as a part of the gradient; adamw decouples it"),
  }),
  create({ decay, ...options }, parameters) {
    const optimizer = ops().createAdam(parameters, options);
    return decay === undefined ? optimizer : ops().decayInGradient(optimizer, parameters, decay);
  },
});
