import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { z } from "zod";
import { dependence } from "../dependence/dependence.ts";
import { gram } from "../dependence/gram.ts";
import { columnsOf, permutationsOption, resampling } from "../dependence/pair.ts";
import type { Side } from "../dependence/side.ts";
import { createNhsicSide } from "./nhsic-side.ts";

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
    .describe("fixed: sigma sqrt(d), as in the literature; median: the median distance, at each measuring anew"),
  scale: z
    .enum(["raw", "standardised"])
    .default("raw")
    .describe("standardised: each feature of X and Z is brought to variance 1 first; labels stay one-hot"),
  ...permutationsOption,
};
export type NhsicOptions = z.output<z.ZodObject<typeof nhsicOptions>>;

/** The side of one variable, shared by all nhsic measures with the same settings. */
function sideOf(variable: Variable, { sigma, eps, kernel, width, scale }: NhsicOptions): Side | undefined {
  const own = variable.name === "Y" ? "raw" : scale;
  return variable.memo(`nhsic ${kernel} ${width} ${sigma} ${eps} ${own}`, () =>
    createNhsicSide(gram(variable.values, own), variable.values.shape[1], { width, sigma, eps }, linalg()),
  );
}

/** A calibrated record of two variables; null where one of them is not finite. */
export function compareNhsic(a: Variable, b: Variable, settings: NhsicOptions): Measurement {
  const [left, right] = [sideOf(a, settings), sideOf(b, settings)];
  const shared = { eps: settings.eps };
  if (!left || !right) return { value: NaN, ...shared, samples: a.values.shape[0] };
  return {
    ...columnsOf(dependence(left, right, resampling(settings.permutations))),
    width_a: left.width,
    width_b: right.width,
    ...shared,
  };
}
