import { defineSchedule, z } from "@infoplane/contracts";

/**
 * One cycle (Smith & Topin 2018; the cosine form and step counting of torch.optim.lr_scheduler.OneCycleLR): the rate
 * rises from 1 / start of the optimizer's rate to its full value over the first `rise` of the steps, then falls to
 * 1 / (start end). Momentum is not cycled.
 */
export const oneCycle = defineSchedule({
  name: "one-cycle",
  summary: "raises the rate to the optimizer's, then lowers it far below where it began",
  options: z.strictObject({
    rise: z.number().gt(0).lt(1).default(0.3).describe("share of the steps that the rate rises"),
    start: z.number().min(1).default(25).describe("how many times smaller the first rate is"),
    end: z.number().min(1).default(1e4).describe("how many times smaller than the first the last rate is"),
  }),
  create:
    ({ rise, start, end }) =>
    ({ epoch, step }, { epochs, stepsPerEpoch }) => {
      const steps = epochs * stepsPerEpoch;
      const at = epoch * stepsPerEpoch + step;
      const top = rise * steps - 1;
      if (at <= top) return along(1 / start, 1, top === 0 ? 1 : at / top);
      return along(1, 1 / (start * end), (at - top) / (steps - 1 - top));
    },
});

/** Half a cosine from one value to another. */
const along = (from: number, to: number, done: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * done));
