import type { Figure, RunView } from "@infoplane/contracts";
import { finalAccuracy } from "./final-accuracy.ts";
import { informationPlane } from "./information-plane.ts";
import { accuracyOverEpochs, lossOverEpochs } from "./learning-curves.ts";
import { nhsicOverEpochs } from "./nhsic-over-epochs.ts";
import { nullShare } from "./null-share.ts";

const builtIn: readonly Figure[] = [
  finalAccuracy,
  informationPlane("corrected"),
  informationPlane("raw"),
  nhsicOverEpochs,
  nullShare,
  accuracyOverEpochs,
  lossOverEpochs,
];

/** All figures of a run, in the order of the report: the built-in ones, then those that its metrics bring along. */
export function collectFigures(run: RunView): Figure[] {
  return [...builtIn, ...run.metricFigures];
}
