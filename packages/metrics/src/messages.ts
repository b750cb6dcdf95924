import { error, type Diagnostic, type Variable } from "@infoplane/contracts";

export const needsNetwork = (metric: string): Diagnostic =>
  error(
    "metrics/needs-network",
    `${metric} needs the network itself, but only stored activations are available here`,
    "measure it on a run, or leave it out",
  );

type Named = Pick<Variable, "name">;

// Texts of the column `refused`, where a measure has no value: the same in all measures.

export const isConstant = ({ name }: Named): string =>
  name === "Y" ? "Y is constant: one class only" : `${name} is constant: it is the same for every sample`;

export const isUniform = ({ name }: Named): string =>
  `the kernel of ${name} is the same for each pair of samples: its width tells none apart`;

export const isNotFinite = ({ name }: Named): string => `${name} holds values that are infinite or not a number`;

export const isInaccurate = ({ name }: Named): string =>
  `${name} has values of which even float64 loses what the measure needs: a larger eps or another width would do`;

export const hasNoMedian = ({ name }: Named): string =>
  `half of the distances of ${name} are 0, and so is the median width: frequencies need one`;

export const tooFewSamples = (samples: number, least: number): string => `${samples} samples: it takes ${least}`;

export const tooFewWithoutLandmarks = (left: number, samples: number, least: number): string =>
  `${left} of ${samples} samples are no landmarks: it takes ${least}`;

export const tooFewLandmarks = (): string => "fewer landmarks than twice the degrees of freedom";

export const nothingToCompare = (): string =>
  "the largest possible value is that of chance: no pairing of the samples differs from another";

export const noGradient = (): string => "the learning rule names no gradient of this block";
export const gradientIsZero = (which: "local" | "end-to-end"): string => `the ${which} gradient is zero`;
export const gradientIsNotFinite = (which: "local" | "end-to-end"): string =>
  `the ${which} gradient is infinite or not a number`;
