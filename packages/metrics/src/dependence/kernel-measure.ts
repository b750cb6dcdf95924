import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { z } from "zod";
import { gram } from "./gram.ts";
import { createKernelSide, type KernelSettings } from "./kernel-side.ts";
import { dependence, type Dependence } from "./dependence.ts";
import { columnsOf, permutationsOption, resampling } from "./pair.ts";
import type { Side } from "./side.ts";

/** Options of the Gaussian kernel that HSIC and CKA share. */
export const kernelOptions = {
  width: z
    .enum(["median", "fixed"])
    .default("median")
    .describe("of the Gaussian kernel: sigma times the median distance, at each measuring anew; fixed: sigma sqrt(d)"),
  sigma: z.number().positive().default(1).describe("width of the Gaussian kernel, in units of what width says"),
  scale: z
    .enum(["raw", "standardised"])
    .default("raw")
    .describe("standardised: each feature of X and Z is brought to variance 1 first; labels stay one-hot"),
  ...permutationsOption,
};

export interface KernelMeasure extends KernelSettings {
  readonly scale: "raw" | "standardised";
  readonly permutations?: number | undefined;
}

/** The side of one variable, shared by all HSIC and CKA measures with the same settings. */
export function kernelSide(
  variable: Variable,
  { kernel, width, sigma, centring, scale }: KernelMeasure,
): Side | undefined {
  const own = variable.name === "Y" ? "raw" : scale;
  const shape = kernel === "linear" ? kernel : `${kernel} ${width} ${sigma}`;
  const key = `kernel ${shape} ${JSON.stringify(centring)} ${own}`;
  return variable.memo(key, () =>
    createKernelSide(
      gram(variable.values, own),
      variable.values.shape[1],
      { kernel, width, sigma, centring },
      linalg(),
    ),
  );
}

/** A calibrated record of two variables; null where one of them is not finite or there are too few samples. */
export function compareKernels(
  a: Variable,
  b: Variable,
  settings: KernelMeasure,
  factor?: (a: Side, b: Side) => number,
): Measurement {
  const [left, right] = [kernelSide(a, settings), kernelSide(b, settings)];
  if (!left || !right) return { value: NaN, samples: a.values.shape[0] };
  const found: Dependence = dependence(left, right, {
    ...(factor && { factor: factor(left, right) }),
    ...resampling(settings.permutations),
  });
  return {
    ...columnsOf(found),
    ...(left.width !== null && { width_a: left.width }),
    ...(right.width !== null && { width_b: right.width }),
  };
}
