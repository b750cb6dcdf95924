import { z, type OptionsOf } from "@infoplane/contracts";
import type { ZodObject } from "zod";
import { intervalOption, permutationsOption, scaleOption } from "../dependence/pair.ts";

/** Options of nHSIC, whatever it is taken between. */
export const nhsicOptions = {
  sigma: z
    .number()
    .positive()
    .default(5)
    .describe("width of the kernel in units of sqrt(d); unused with width: median"),
  eps: z.number().positive().default(1e-5).describe("regularisation: eps times the number of samples is added to HKH"),
  kernel: z.enum(["gaussian"]).default("gaussian"),
  width: z
    .enum(["fixed", "median"])
    .default("fixed")
    .describe("fixed: sigma sqrt(d), as in the literature; median: the median distance, taken again at each measuring"),
  ...scaleOption,
  landmarks: z
    .int()
    .min(2)
    .optional()
    .describe(
      "approximate by Nyström with this many landmarks, which are left out of the samples; refused where they are fewer than " +
        "twice the degrees of freedom",
    ),
  ...permutationsOption,
  ...intervalOption,
};
export type NhsicOptions = OptionsOf<ZodObject<typeof nhsicOptions>>;
