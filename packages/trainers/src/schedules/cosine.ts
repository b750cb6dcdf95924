import { defineSchedule, z } from "@infoplane/contracts";

/**
 * Half a cosine from 1 down to `min` over the whole training (Loshchilov & Hutter 2017, eq. 5 without restarts), step
 * by step: min + (1 - min) (1 + cos(pi t)) / 2 with t the fraction of steps done.
 */
export const cosine = defineSchedule({
  name: "cosine",
  summary: "lowers the rate along half a cosine",
  options: z.strictObject({
    min: z.number().min(0).max(1).default(0).describe("factor at the end"),
  }),
  create:
    ({ min }) =>
    ({ epoch, step }, { epochs, stepsPerEpoch }) => {
      const done = (epoch + step / stepsPerEpoch) / epochs;
      return min + ((1 - min) * (1 + Math.cos(Math.PI * done))) / 2;
    },
});
