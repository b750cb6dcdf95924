import { z } from "@infoplane/contracts";
import type { KernelSettings } from "../dependence/kernel-side.ts";
import { kernelOptions } from "../dependence/kernel-options.ts";

/** Options of CKA, whatever it is taken between. */
export const ckaOptions = {
  kernel: z.enum(["linear", "gaussian"]).default("linear").describe("linear: inner products"),
  estimator: z
    .enum(["biased", "debiased", "minibatch"])
    .default("biased")
    .describe("biased: 0 to 1; debiased: 0 on average without dependence; minibatch: debiased, over batches"),
  batch: z
    .int()
    .min(4)
    .default(256)
    .describe("samples of a batch, about, for minibatch: all samples are dealt out evenly"),
  ...kernelOptions,
};

export function centringOf(settings: {
  readonly estimator: "biased" | "debiased" | "minibatch";
  readonly batch: number;
}): KernelSettings["centring"] {
  if (settings.estimator === "minibatch") return { batch: settings.batch };
  return settings.estimator === "biased" ? "double" : "u";
}
