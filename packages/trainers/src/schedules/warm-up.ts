import { defineSchedule, pluginRefOr, z } from "@infoplane/contracts";

/**
 * Raises the rate in equal steps over the first epochs, from 1 / steps to the initial value of `then`, which then runs
 * as if the training started there and were shorter by the warm-up (Goyal et al. 2017, section 2.2).
 */
export const warmUp = defineSchedule({
  name: "warm-up",
  summary: "raises the rate over the first epochs, then follows another schedule",
  positional: ["epochs"],
  options: z.strictObject({
    epochs: z.int().positive().default(5).describe("epochs until the full rate"),
    then: pluginRefOr("schedule", "constant").describe("the schedule for the remaining epochs"),
  }),
  create({ epochs: warm, then }, context) {
    const rest = context.createSchedule(then);
    return ({ epoch, step }, { epochs, stepsPerEpoch }) => {
      const left = { epochs: Math.max(1, epochs - warm), stepsPerEpoch };
      if (epoch >= warm) return rest({ epoch: epoch - warm, step }, left);
      const risen = (epoch * stepsPerEpoch + step + 1) / (warm * stepsPerEpoch);
      return risen * rest({ epoch: 0, step: 0 }, left);
    };
  },
});
