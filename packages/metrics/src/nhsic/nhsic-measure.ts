import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { accurateSide, isRefusal, type Refusal } from "../dependence/accurate-side.ts";
import { labelColumns } from "../dependence/classes-that-occur.ts";
import { correctedInterval } from "../dependence/corrected-interval.ts";
import { dependence } from "../dependence/dependence.ts";
import { exactGramOf, type Gram, gramOf } from "../dependence/gram.ts";
import { exactGroupedGram, groupedGram } from "../dependence/grouped-gram.ts";
import { refusedFor } from "../dependence/kernel-measure.ts";
import { denseSamples, keptSide } from "../dependence/large-side.ts";
import { rowSource } from "../dependence/row-source.ts";
import { columnsOf, reasonOf } from "../dependence/pair.ts";
import { resampling } from "../dependence/resampling.ts";
import type { Side } from "../dependence/side.ts";
import { kernelFeatures } from "../dependence/kernel-features.ts";
import { tooFewLandmarks } from "../messages.ts";
import { factoredNhsicSide } from "./factored-nhsic-side.ts";
import type { NhsicOptions } from "./nhsic-options.ts";
import { largeNhsicSide } from "./large-nhsic-side.ts";
import { createNhsicSide } from "./nhsic-side.ts";

/** The side of one variable, shared by all nhsic measures with the same settings; that of a large Z is made anew. */
function sideOf(variable: Variable, options: NhsicOptions): Side | Refusal {
  const { sigma, eps, kernel, width, scale, landmarks } = options;
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const { samples, features } = source;
  const key = `nhsic ${kernel} ${width} ${sigma} ${eps} ${own} ${landmarks ?? ""}`;
  if (landmarks !== undefined) return variable.memo(key, () => approximateSide(variable, options, landmarks));
  const settings = { width, sigma, eps };
  if (samples > denseSamples) return keptSide(variable, key, () => largeSide(variable, options));
  const made = (gram: Gram): Side | undefined => createNhsicSide(gram, features, settings, linalg());
  return variable.memo(key, () =>
    accurateSide(variable, [() => made(gramOf(variable, own)), () => made(exactGramOf(variable, own, "distances"))]),
  );
}

/** One float32 matrix, for many samples. */
export function largeSide(variable: Variable, { sigma, eps, width, scale }: NhsicOptions): Side | Refusal {
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const made = (gram: Gram<Float32Array> | Gram): Side | undefined =>
    largeNhsicSide(gram, source.features, { width, sigma, eps });
  return accurateSide(variable, [
    () => made(groupedGram(source, own)),
    () => made(exactGroupedGram(source, own, "distances", new Float64Array(source.samples ** 2))),
  ]);
}

/** From features, for very many samples. */
export function approximateSide(variable: Variable, options: NhsicOptions, landmarks: number): Side | Refusal {
  const { sigma, eps, kernel, width, scale } = options;
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const settings = { kernel, width, sigma: width === "median" ? 1 : sigma, scale: own, landmarks };
  const made = (exact: boolean): Side | undefined => {
    const features = kernelFeatures(source, settings, linalg(), exact);
    return features && factoredNhsicSide(features, eps, linalg());
  };
  return refusedFor(landmarks, source.samples) ?? accurateSide(variable, [() => made(false), () => made(true)]);
}

/**
 * Degrees of freedom beyond half of its rank say that an approximation is full: R has at least as many, and nHSIC would be
 * underestimated by an unknown part.
 */
const isTooFull = ({ dof, rank }: Side): boolean => rank !== undefined && (dof ?? 0) > rank / 2;

/** A calibrated record of two variables; null and the reason where one of them is not finite or can't be computed. */
export function compareNhsic(a: Variable, b: Variable, settings: NhsicOptions): Measurement {
  const [left, right] = [sideOf(a, settings), sideOf(b, settings)];
  const shared = { eps: settings.eps, ...labelColumns(a, b) };
  const { samples } = rowSource(a);
  if (isRefusal(left)) return { value: NaN, ...left, ...shared, samples };
  if (isRefusal(right)) return { value: NaN, ...right, ...shared, samples };
  const ranks = {
    ...(left.rank !== undefined && { rank_a: left.rank }),
    ...(right.rank !== undefined && { rank_b: right.rank }),
  };
  if (isTooFull(left) || isTooFull(right)) {
    const dofs = { dof_a: left.dof, dof_b: right.dof };
    return { value: NaN, refused: tooFewLandmarks(), ...dofs, ...ranks, ...shared };
  }
  const found = dependence(left, right, { factor: left.norm * right.norm, ...resampling(settings.permutations) });
  return {
    ...columnsOf(found),
    ...(settings.interval && correctedInterval(found.corrected, left, right)),
    ...reasonOf(found, [a, left], [b, right]),
    width_a: left.width,
    width_b: right.width,
    ...ranks,
    ...shared,
  };
}
