import { z } from "@infoplane/contracts";
import { intervalOption, permutationsOption, scaleOption } from "./pair.ts";

/** Options of the Gaussian kernel that HSIC and CKA share. */
export const kernelOptions = {
  width: z
    .enum(["median", "fixed"])
    .default("median")
    .describe(
      "of the Gaussian kernel: sigma times the median distance, recomputed at each measurement; fixed: sigma sqrt(d)",
    ),
  sigma: z.number().positive().default(1).describe("width of the Gaussian kernel, in units of what width says"),
  ...scaleOption,
  landmarks: z
    .int()
    .min(2)
    .optional()
    .describe(
      "approximate by Nyström with this many landmarks, which are left out of the samples, at a cost linear in these; not with " +
        "minibatch",
    ),
  frequencies: z
    .int()
    .min(2)
    .optional()
    .describe("approximate the Gaussian kernel by this many random Fourier frequencies instead"),
  ...permutationsOption,
  ...intervalOption,
};

/** What `landmarks` and `frequencies` can't be combined with. */
export const oneApproximation = {
  fits: (settings: {
    readonly landmarks?: number | undefined;
    readonly frequencies?: number | undefined;
    readonly estimator: string;
  }): boolean => {
    const approximated = settings.landmarks !== undefined || settings.frequencies !== undefined;
    const both = settings.landmarks !== undefined && settings.frequencies !== undefined;
    return !both && !(approximated && settings.estimator === "minibatch");
  },
  message: "landmarks and frequencies are two approximations: take one of them, and neither with minibatch",
};
