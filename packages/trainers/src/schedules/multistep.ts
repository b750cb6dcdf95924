import { defineSchedule, z } from "@infoplane/contracts";

/** The rate is multiplied by `factor` at the start of each epoch in `at` (epochs done, as in PyTorch's MultiStepLR). */
export const multistep = defineSchedule({
  name: "multistep",
  summary: "multiplies the rate by a factor after given epochs",
  positional: ["at"],
  options: z.strictObject({
    at: z.array(z.int().positive()).min(1).describe("completed epochs after which the rate changes"),
    factor: z.number().positive().default(0.1),
  }),
  create:
    ({ at, factor }) =>
    ({ epoch }) =>
      factor ** at.filter((milestone) => epoch >= milestone).length,
});
