import type { MeasuredDependence, Variable } from "@infoplane/contracts";
import {
  correctedInterval,
  denseSamples,
  dependence,
  exactGroupedGram,
  factoredRegularisedKernel,
  groupedGram,
  kernelFeatures,
  largeRegularisedKernel,
  regularisedKernel,
  regularisedKernelOf,
  resampling,
  type CentredKernel,
  type Gram,
} from "@infoplane/dependence";
import { linalg } from "@infoplane/engine";
import { tooFewLandmarks } from "../messages.ts";
import { cachedKernel, isRefusal, kernelOrRefusal, type Refusal } from "./cached-kernel.ts";
import { labelColumns } from "./label-columns.ts";
import { exactGramOf, gramOf, rowSource } from "./gram-of.ts";
import { refusedFor } from "./kernel-measure.ts";
import type { NhsicOptions } from "./nhsic.ts";
import { columnsOf, intervalColumns, reasonOf } from "./pair.ts";

/** The kernel of one variable, shared by all nhsic measures with the same settings; that of a large Z is recomputed. */
async function kernelOf(variable: Variable, options: NhsicOptions): Promise<CentredKernel | Refusal> {
  const { sigma, eps, kernel, width, scale, landmarks } = options;
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const { samples, features } = source;
  const key = `nhsic ${kernel} ${width} ${sigma} ${eps} ${own} ${landmarks ?? ""}`;
  if (landmarks !== undefined) return variable.memo(key, () => approximateKernelOf(variable, options, landmarks));
  const settings = { width, sigma, eps };
  if (samples > denseSamples) return cachedKernel(variable, key, () => largeKernelOf(variable, options));
  const made = (gram: Gram): CentredKernel | undefined => regularisedKernel(gram, features, settings, linalg());
  const fast = async (): Promise<CentredKernel | undefined> =>
    variable.rows ? made(await gramOf(variable, own)) : regularisedKernelOf(variable.values, own, settings);
  return variable.memo(key, () =>
    kernelOrRefusal(variable, [fast, async () => made(await exactGramOf(variable, own, "distances"))]),
  );
}

/** One float32 matrix, for many samples. */
export function largeKernelOf(
  variable: Variable,
  { sigma, eps, width, scale }: NhsicOptions,
): Promise<CentredKernel | Refusal> {
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const made = (gram: Gram<Float32Array> | Gram): Promise<CentredKernel | undefined> =>
    largeRegularisedKernel(gram, source.features, { width, sigma, eps }, linalg());
  return kernelOrRefusal(variable, [
    async () => made(await groupedGram(source, own)),
    async () => made(await exactGroupedGram(source, own, "distances", new Float64Array(source.samples ** 2))),
  ]);
}

/** From features, for very many samples. */
export async function approximateKernelOf(
  variable: Variable,
  options: NhsicOptions,
  landmarks: number,
): Promise<CentredKernel | Refusal> {
  const { sigma, eps, kernel, width, scale } = options;
  const own = variable.name === "Y" ? "raw" : scale;
  const source = rowSource(variable);
  const settings = { kernel, width, sigma: width === "median" ? 1 : sigma, scale: own, landmarks };
  const made = async (exact: boolean): Promise<CentredKernel | undefined> => {
    const features = await kernelFeatures(source, settings, linalg(), exact);
    return features && factoredRegularisedKernel(features, eps, linalg());
  };
  return refusedFor(landmarks, source.samples) ?? kernelOrRefusal(variable, [() => made(false), () => made(true)]);
}

/**
 * More degrees of freedom than half its rank mean that an approximation is saturated: R has at least as many, and nHSIC
 * would be underestimated by an unknown amount.
 */
const isTooFull = ({ dof, rank }: CentredKernel): boolean => rank !== undefined && (dof ?? 0) > rank / 2;

/** A calibrated record of two variables; null and the reason if one of them is not finite or can't be computed. */
export async function compareNhsic(a: Variable, b: Variable, settings: NhsicOptions): Promise<MeasuredDependence> {
  const [left, right] = [await kernelOf(a, settings), await kernelOf(b, settings)];
  const shared = { eps: settings.eps, ...(await labelColumns(a, b)) };
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
    ...(settings.interval && intervalColumns(correctedInterval(found.corrected, left, right))),
    ...reasonOf(found, [a, left], [b, right]),
    width_a: left.width,
    width_b: right.width,
    ...ranks,
    ...shared,
  };
}
