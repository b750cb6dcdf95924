import { defineMetric, z, type OptionsOf } from "@infoplane/contracts";
import type { ZodObject } from "zod";
import {
  dependenceColumns,
  intervalOption,
  measurePairs,
  pairOptions,
  permutationsOption,
  perPair,
  scaleOption,
} from "./pair.ts";

/** Options of nHSIC between any two variables. */
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
    .describe(
      "fixed: sigma sqrt(d), as in the literature; median: the median distance, recomputed at each measurement",
    ),
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

const options = z.strictObject({ ...pairOptions, ...nhsicOptions });

/**
 * Normalised HSIC of two variables on a probe set of m samples, with its exact null.
 *
 * Value: nHSIC(A, B) = tr(R_A R_B), R = HKH (HKH + eps m I)^-1, H = I - 11ᵀ/m, K Gaussian: exp(-|u - v|² / (2 w²)),
 * w = sigma sqrt(d). This is the empirical NOCCO of Fukumizu, Gretton, Sun & Schölkopf, "Kernel measures of conditional
 * dependence" (NIPS 2007), as used in the HSIC bottleneck, Ma, Lewis & Kleijn (AAAI 2020), and by Sakamoto & Sato (TMLR
 * 2024, arXiv 2402.09050), with sigma 5, eps 1e-5 and one-hot labels.
 *
 * The value has a large null that depends on m, eps, sigma and the scale of the activations, so each record also has:
 * dof_a, dof_b = tr R; null_mean = tr R_A tr R_B / (m - 1) and null_std, exact over all re-pairings of the samples
 * (Kazi-Aoual et al. 1995); max = sqrt(tr R_A² tr R_B²); corrected = (value - null_mean) / (max - null_mean), null if
 * that is 0 / 0; with `interval: true` corrected_low and corrected_high, its jackknife interval over the choice of
 * samples, which about doubles the cost; z; p, one-sided, Pearson type III with the first three exact moments, so a
 * tiny p is extrapolated and only means "far out"; samples = m; width_a, width_b = w; eps. With Z one record for each
 * block, otherwise one.
 *
 * NaN or infinite activations give null. Cost: m² d for a Gram matrix and about 3 m³ in float64 for R and its moments;
 * memory m² and one chunk of features. R_X and R_Y are computed once per probe set, R_Z once per block and snapshot,
 * however many nhsic measures use them; beyond 4096 samples, R_Z once for each of them.
 */
export const nhsic = defineMetric({
  name: "nhsic",
  summary: "normalised HSIC of X, Y or the blocks' outputs Z, with its exact null, corrected value, z and p",
  options,
  positional: ["a", "b"],
  needs: "probe",
  columns: dependenceColumns,
  records: (settings) => ({ per: perPair(settings), range: [0, Infinity] }),
  create: async (settings) => {
    const { compareNhsic } = await import("./nhsic-measure.ts");
    return {
      measure: (snapshot) =>
        measurePairs(snapshot, settings, async (a, b) => ({
          ...(await compareNhsic(a, b, settings)),
          a: settings.a,
          b: settings.b,
        })),
    };
  },
});
