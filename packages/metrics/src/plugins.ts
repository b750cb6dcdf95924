import type { Plugin } from "@infoplane/contracts";
import { cka } from "./dependence/cka.ts";
import { cost } from "./cost/cost.ts";
import { peakMemory, stepTime } from "./cost/step-costs.ts";
import { gradientAgreement, gradientNorm, weightNorm } from "./gradients/gradient-metrics.ts";
import { hsic } from "./dependence/hsic.ts";
import { ckaMatrix } from "./dependence/cka-matrix.ts";
import { nhsicMatrix } from "./dependence/nhsic-matrix.ts";
import { nhsic } from "./dependence/nhsic.ts";
import { accuracy, loss } from "./prediction/prediction.ts";
import { knnProbe } from "./probes/knn-probe.ts";
import { linearProbe } from "./probes/linear-probe.ts";
import { reconstructionError } from "./probes/reconstruction-error.ts";
import { classSeparation } from "./scatter/class-separation.ts";
import { effectiveRank } from "./spectrum/effective-rank.ts";

/** Every metric of this package. */
export const metricPlugins: Plugin[] = [
  accuracy,
  loss,
  nhsic,
  hsic,
  cka,
  nhsicMatrix,
  ckaMatrix,
  linearProbe,
  knnProbe,
  reconstructionError,
  effectiveRank,
  classSeparation,
  gradientAgreement,
  gradientNorm,
  weightNorm,
  cost,
  stepTime,
  peakMemory,
];
