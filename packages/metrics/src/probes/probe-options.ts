import { z } from "@infoplane/contracts";

/** What a probe on the blocks' outputs is fitted and tested on. */
export const probeOptions = {
  samples: z
    .int()
    .positive()
    .default(2000)
    .describe("training samples that it is fitted on: a fixed stratified choice, without augmentation"),
  test: z.int().positive().default(1000).describe("test samples, a fixed stratified choice"),
  features: z
    .int()
    .positive()
    .default(2048)
    .describe("outputs are average-pooled to at most this many values, as before local heads"),
};
