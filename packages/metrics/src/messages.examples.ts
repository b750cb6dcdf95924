import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  needsNetwork: [["accuracy"]],
  isConstant: [[{ name: "Y" }], [{ name: "Z" }]],
  isUniform: [[{ name: "Z" }]],
  isNotFinite: [[{ name: "Z" }]],
  isInaccurate: [[{ name: "Z" }]],
  hasNoMedian: [[{ name: "Z" }]],
  tooFewSamples: [[3, 4]],
  tooFewWithoutLandmarks: [[2, 100, 4]],
  tooFewLandmarks: [[]],
  nothingToCompare: [[]],
  noGradient: [[]],
  gradientIsZero: [["local"]],
  gradientIsNotFinite: [["local"]],
};
