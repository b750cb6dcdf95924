import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { z } from "zod";
import { dependence } from "../dependence/dependence.ts";
import { gramOf } from "../dependence/gram.ts";
import { rowSource } from "../dependence/row-source.ts";
import { columnsOf, permutationsOption, resampling } from "../dependence/pair.ts";
import type { Side } from "../dependence/side.ts";
import { kernelFeatures } from "../dependence/kernel-features.ts";
import { factoredNhsicSide } from "./factored-nhsic-side.ts";
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
  landmarks: z
    .int()
    .min(2)
    .optional()
    .describe(
      "approximate by Nyström with so many landmarks; refused where they are fewer than twice the degrees of freedom",
    ),
  ...permutationsOption,
};
export type NhsicOptions = z.output<z.ZodObject<typeof nhsicOptions>>;

/** The side of one variable, shared by all nhsic measures with the same settings. */
function sideOf(variable: Variable, { sigma, eps, kernel, width, scale, landmarks }: NhsicOptions): Side | undefined {
  const own = variable.name === "Y" ? "raw" : scale;
  const settings = { kernel, width, sigma: width === "median" ? 1 : sigma, scale: own, landmarks };
  return variable.memo(`nhsic ${kernel} ${width} ${sigma} ${eps} ${own} ${landmarks ?? ""}`, () => {
    if (landmarks === undefined) {
      return createNhsicSide(gramOf(variable, own), rowSource(variable).features, { width, sigma, eps }, linalg());
    }
    const features = kernelFeatures(rowSource(variable), settings, linalg());
    return features && factoredNhsicSide(features, eps, linalg());
  });
}

/**
 * Degrees of freedom beyond half of its rank say that an approximation is full: R has at least as many, and nHSIC would be
 * underestimated by an unknown part.
 */
const isTooFull = ({ dof, rank }: Side): boolean => rank !== undefined && (dof ?? 0) > rank / 2;

/** A calibrated record of two variables; null where one of them is not finite. */
export function compareNhsic(a: Variable, b: Variable, settings: NhsicOptions): Measurement {
  const [left, right] = [sideOf(a, settings), sideOf(b, settings)];
  const shared = { eps: settings.eps };
  if (!left || !right) return { value: NaN, ...shared, samples: rowSource(a).samples };
  const ranks = {
    ...(left.rank !== undefined && { rank_a: left.rank }),
    ...(right.rank !== undefined && { rank_b: right.rank }),
  };
  if (isTooFull(left) || isTooFull(right)) {
    const dofs = { dof_a: left.dof, dof_b: right.dof };
    return { value: NaN, refused: "fewer landmarks than twice the degrees of freedom", ...dofs, ...ranks, ...shared };
  }
  return {
    ...columnsOf(dependence(left, right, resampling(settings.permutations))),
    width_a: left.width,
    width_b: right.width,
    ...ranks,
    ...shared,
  };
}
