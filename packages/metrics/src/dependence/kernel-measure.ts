import type { MeasuredDependence, Variable } from "@infoplane/contracts";
import {
  correctedInterval,
  denseSamples,
  dependence,
  exactGroupedGram,
  factoredNormalisedKernel,
  groupedGram,
  hsicFactor,
  kernelFeatures,
  largeNormalisedKernel,
  leastSamples,
  normalisedKernel,
  resampling,
  type CentredKernel,
  type DenseKernel,
  type Dependence,
  type Gram,
  type KernelSettings,
  type Scale,
} from "@infoplane/dependence";
import { linalg } from "@infoplane/engine";
import { tooFewWithoutLandmarks, tooFewSamples } from "../messages.ts";
import { cachedKernel, isRefusal, kernelOrRefusal, type Refusal } from "./cached-kernel.ts";
import { labelColumns } from "./label-columns.ts";
import { exactGramOf, gramOf, rowSource } from "./gram-of.ts";
import { columnsOf, intervalColumns, reasonOf } from "./pair.ts";

export interface KernelMeasure extends KernelSettings {
  readonly scale: Scale;
  readonly permutations?: number | undefined;
  readonly interval?: boolean | undefined;
  readonly landmarks?: number | undefined;
  readonly frequencies?: number | undefined;
}

/** The kernel of one variable, shared by HSIC and CKA measures of equal settings; that of a large Z is recomputed. */
async function kernelOf(variable: Variable, settings: KernelMeasure): Promise<CentredKernel | Refusal> {
  const { centring, landmarks, frequencies } = settings;
  if (landmarks !== undefined || frequencies !== undefined) {
    return variable.memo(keyOf(variable, settings), () => approximateKernelOf(variable, settings));
  }
  if (rowSource(variable).samples <= denseSamples || typeof centring === "object")
    return denseKernelOf(variable, settings);
  return cachedKernel(variable, keyOf(variable, settings), () => largeKernelOf(variable, settings, centring === "u"));
}

/** The same with float64 matrices, for any number of samples. */
export function denseKernelOf(variable: Variable, settings: KernelMeasure): Promise<DenseKernel | Refusal> {
  return variable.memo<DenseKernel | Refusal>(keyOf(variable, settings), () => {
    const { features, samples } = rowSource(variable);
    const least = settings.centring === "double" ? 2 : 4;
    if (samples < least) return { refused: tooFewSamples(samples, least) };
    const scale = scaleOf(variable, settings);
    const made = (gram: Gram): DenseKernel | undefined => normalisedKernel(gram, features, settings, linalg());
    return kernelOrRefusal(variable, [
      async () => made(await gramOf(variable, scale)),
      async () => made(await exactGramOf(variable, scale, heldFor(settings))),
    ]);
  });
}

const heldFor = ({ kernel }: KernelMeasure): Gram["holds"] => (kernel === "gaussian" ? "distances" : "products");

/** One float32 matrix, for many samples. */
export function largeKernelOf(
  variable: Variable,
  settings: KernelMeasure,
  unbiased: boolean,
): Promise<CentredKernel | Refusal> {
  const source = rowSource(variable);
  const { samples, features } = source;
  const scale = scaleOf(variable, settings);
  const made = (gram: Gram<Float32Array>) => largeNormalisedKernel(gram, features, settings, unbiased);
  return kernelOrRefusal(variable, [
    async () => made(await groupedGram(source, scale)),
    async () => made(await exactGroupedGram(source, scale, heldFor(settings), new Float32Array(samples ** 2))),
  ]);
}

/** From features, for very many samples. */
export async function approximateKernelOf(
  variable: Variable,
  settings: KernelMeasure,
): Promise<CentredKernel | Refusal> {
  const source = rowSource(variable);
  const made = async (exact: boolean) => {
    const scale = scaleOf(variable, settings);
    const features = await kernelFeatures(source, { ...settings, scale }, linalg(), exact);
    if (features?.width === 0 && settings.frequencies !== undefined && !features.isConstant) {
      return "no-median";
    }
    return features && factoredNormalisedKernel(features, settings.centring === "double", linalg());
  };
  return (
    refusedFor(settings.landmarks, source.samples) ?? kernelOrRefusal(variable, [() => made(false), () => made(true)])
  );
}

/** When landmarks, or too small a set, leave too few samples. */
export function refusedFor(landmarks: number | undefined, samples: number): Refusal | undefined {
  const left = samples - (landmarks ?? 0);
  if (samples < leastSamples) return { refused: tooFewSamples(samples, leastSamples) };
  if (left <= 0 || left >= leastSamples) return undefined;
  return { refused: tooFewWithoutLandmarks(left, samples, leastSamples) };
}

const scaleOf = (variable: Variable, { scale }: KernelMeasure): Scale => (variable.name === "Y" ? "raw" : scale);

function keyOf(variable: Variable, settings: KernelMeasure): string {
  const { kernel, width, sigma, centring, landmarks, frequencies } = settings;
  const shape = kernel === "linear" ? kernel : `${kernel} ${width} ${sigma}`;
  const rank = [landmarks, frequencies].join(" ");
  return `kernel ${shape} ${JSON.stringify(centring)} ${scaleOf(variable, settings)} ${rank}`;
}

type CkaMeasure = Omit<KernelMeasure, "centring"> & {
  readonly estimator: "biased" | "debiased" | "minibatch";
  readonly batch: number;
};
type HsicMeasure = Omit<KernelMeasure, "centring"> & { readonly estimator: "biased" | "unbiased" };

/** CKA of two variables as the metric `cka` records it. */
export function compareCka(a: Variable, b: Variable, settings: CkaMeasure): Promise<MeasuredDependence> {
  const { estimator, batch } = settings;
  const centring = estimator === "minibatch" ? { batch } : estimator === "biased" ? "double" : "u";
  return compareKernels(a, b, { ...settings, centring });
}

/** HSIC of two variables as the metric `hsic` records it. */
export function compareHsic(a: Variable, b: Variable, settings: HsicMeasure): Promise<MeasuredDependence> {
  const { estimator } = settings;
  return compareKernels(a, b, { ...settings, centring: estimator === "biased" ? "double" : "u" }, estimator);
}

/**
 * A calibrated record of two variables; null and the reason if one of them is not finite, or there are too few samples.
 * `hsic`: the estimator, if the value is HSIC; otherwise the value is CKA, which is undefined for a constant variable.
 */
async function compareKernels(
  a: Variable,
  b: Variable,
  settings: KernelMeasure,
  hsic?: "biased" | "unbiased",
): Promise<MeasuredDependence> {
  const [left, right] = [await kernelOf(a, settings), await kernelOf(b, settings)];
  const labels = await labelColumns(a, b);
  const { samples } = rowSource(a);
  if (isRefusal(left)) return { value: NaN, ...left, ...labels, samples };
  if (isRefusal(right)) return { value: NaN, ...right, ...labels, samples };
  const found: Dependence = dependence(left, right, {
    ...(hsic && { factor: hsicFactor(hsic)(left, right) }),
    ...resampling(settings.permutations),
  });
  const isUndefined = !hsic && (left.norm === 0 || right.norm === 0);
  return {
    ...columnsOf(found),
    ...(isUndefined && { value: NaN, null_mean: null, null_std: null, max: null }),
    ...(settings.interval && intervalColumns(correctedInterval(found.corrected, left, right))),
    ...reasonOf(found, [a, left], [b, right]),
    ...(left.width !== null && { width_a: left.width }),
    ...(right.width !== null && { width_b: right.width }),
    ...(left.rank !== undefined && { rank_a: left.rank }),
    ...(right.rank !== undefined && { rank_b: right.rank }),
    ...labels,
  };
}
