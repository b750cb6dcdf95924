import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { hasNoMedian, tooFewBesideLandmarks, tooFewSamples } from "../messages.ts";
import { accurateSide, isRefusal, type Refusal } from "./accurate-side.ts";
import { labelColumns } from "./classes-that-occur.ts";
import type { DenseSide } from "./dense-side.ts";
import { factoredKernelSide, type FactoredSide } from "./factored-side.ts";
import { exactGramOf, gramOf, type Gram, type Scale } from "./gram.ts";
import { exactGroupedGram, groupedGram } from "./grouped-gram.ts";
import { kernelFeatures, leastSamples } from "./kernel-features.ts";
import { denseSamples, keptSide, largeKernelSide, type LargeSide } from "./large-side.ts";
import { rowSource } from "./row-source.ts";
import { createKernelSide, type KernelSettings } from "./kernel-side.ts";
import { dependence, type Dependence } from "./dependence.ts";
import { correctedInterval } from "./corrected-interval.ts";
import { columnsOf, reasonOf } from "./pair.ts";
import { resampling } from "./resampling.ts";
import type { Side } from "./side.ts";

export interface KernelMeasure extends KernelSettings {
  readonly scale: Scale;
  readonly permutations?: number | undefined;
  readonly interval?: boolean | undefined;
  readonly landmarks?: number | undefined;
  readonly frequencies?: number | undefined;
}

/** The side of one variable, shared by all HSIC and CKA measures with the same settings; that of a large Z is made anew. */
function kernelSide(variable: Variable, settings: KernelMeasure): Side | Refusal {
  const { centring, landmarks, frequencies } = settings;
  if (landmarks !== undefined || frequencies !== undefined) {
    return variable.memo(keyOf(variable, settings), () => approximateSide(variable, settings));
  }
  if (rowSource(variable).samples <= denseSamples || typeof centring === "object") return denseSide(variable, settings);
  return keptSide(variable, keyOf(variable, settings), () => largeSide(variable, settings, centring === "u"));
}

/** The same with float64 matrices, however many samples there are. */
export function denseSide(variable: Variable, settings: KernelMeasure): DenseSide | Refusal {
  return variable.memo(keyOf(variable, settings), () => {
    const { features, samples } = rowSource(variable);
    const least = settings.centring === "double" ? 2 : 4;
    if (samples < least) return { refused: tooFewSamples(samples, least) };
    const scale = scaleOf(variable, settings);
    const made = (gram: Gram): DenseSide | undefined => createKernelSide(gram, features, settings, linalg());
    return accurateSide(variable, [
      () => made(gramOf(variable, scale)),
      () => made(exactGramOf(variable, scale, heldFor(settings))),
    ]);
  });
}

const heldFor = ({ kernel }: KernelMeasure): Gram["holds"] => (kernel === "gaussian" ? "distances" : "products");

/** One float32 matrix, for many samples. */
export function largeSide(variable: Variable, settings: KernelMeasure, unbiased: boolean): Side | Refusal {
  const source = rowSource(variable);
  const { samples, features } = source;
  const scale = scaleOf(variable, settings);
  const made = (gram: Gram<Float32Array>): LargeSide | undefined => largeKernelSide(gram, features, settings, unbiased);
  return accurateSide(variable, [
    () => made(groupedGram(source, scale)),
    () => made(exactGroupedGram(source, scale, heldFor(settings), new Float32Array(samples ** 2))),
  ]);
}

/** From features, for very many samples. */
export function approximateSide(variable: Variable, settings: KernelMeasure): Side | Refusal {
  const source = rowSource(variable);
  const made = (exact: boolean): FactoredSide | Refusal | undefined => {
    const scale = scaleOf(variable, settings);
    const features = kernelFeatures(source, { ...settings, scale }, linalg(), exact);
    if (features?.width === 0 && settings.frequencies !== undefined && !features.isConstant) {
      return { refused: hasNoMedian(variable) };
    }
    return features && factoredKernelSide(features, settings.centring === "double", linalg());
  };
  return (
    refusedFor(settings.landmarks, source.samples) ?? accurateSide(variable, [() => made(false), () => made(true)])
  );
}

/** Where landmarks, or too small a set, leave too few samples. */
export function refusedFor(landmarks: number | undefined, samples: number): Refusal | undefined {
  const left = samples - (landmarks ?? 0);
  if (samples < leastSamples) return { refused: tooFewSamples(samples, leastSamples) };
  if (left <= 0 || left >= leastSamples) return undefined;
  return { refused: tooFewBesideLandmarks(left, samples, leastSamples) };
}

const scaleOf = (variable: Variable, { scale }: KernelMeasure): Scale => (variable.name === "Y" ? "raw" : scale);

function keyOf(variable: Variable, settings: KernelMeasure): string {
  const { kernel, width, sigma, centring, landmarks, frequencies } = settings;
  const shape = kernel === "linear" ? kernel : `${kernel} ${width} ${sigma}`;
  const rank = [landmarks, frequencies].join(" ");
  return `kernel ${shape} ${JSON.stringify(centring)} ${scaleOf(variable, settings)} ${rank}`;
}

/**
 * A calibrated record of two variables; null and the reason where one of them is not finite, or there are too few samples.
 * Without a `factor` the value is that of normalised sides, which a variable that does not vary has none of.
 */
export function compareKernels(
  a: Variable,
  b: Variable,
  settings: KernelMeasure,
  factor?: (a: Side, b: Side) => number,
): Measurement {
  const [left, right] = [kernelSide(a, settings), kernelSide(b, settings)];
  const { samples } = rowSource(a);
  if (isRefusal(left)) return { value: NaN, ...left, ...labelColumns(a, b), samples };
  if (isRefusal(right)) return { value: NaN, ...right, ...labelColumns(a, b), samples };
  const found: Dependence = dependence(left, right, {
    ...(factor && { factor: factor(left, right) }),
    ...resampling(settings.permutations),
  });
  const isUndefined = !factor && (left.norm === 0 || right.norm === 0);
  return {
    ...columnsOf(found),
    ...(isUndefined && { value: NaN, null_mean: null, null_std: null, max: null }),
    ...(settings.interval && correctedInterval(found.corrected, left, right)),
    ...reasonOf(found, [a, left], [b, right]),
    ...(left.width !== null && { width_a: left.width }),
    ...(right.width !== null && { width_b: right.width }),
    ...(left.rank !== undefined && { rank_a: left.rank }),
    ...(right.rank !== undefined && { rank_b: right.rank }),
    ...labelColumns(a, b),
  };
}
