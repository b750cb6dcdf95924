import { defineOptimizer, z } from "@infoplane/contracts";
import { ops } from "@infoplane/engine/started";

export const adamw = defineOptimizer({
  name: "adamw",
  summary: "Adam with decoupled weight decay (Loshchilov & Hutter 2019)",
  positional: ["rate"],
  options: z.strictObject({
    rate: z.number().positive().default(1e-3).describe("step size"),
    decay: z.number().min(0).default(0.01).describe("weight decay: a step shrinks weights by rate x decay"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("decay of the mean of the gradients"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("decay of the mean of their squares"),
    epsilon: z.number().positive().default(1e-8),
  }),
  create: ({ decay, ...options }, parameters) =>
    ops().decoupledDecay(ops().createAdam(parameters, options), parameters, { rate: options.rate, decay }),
});
