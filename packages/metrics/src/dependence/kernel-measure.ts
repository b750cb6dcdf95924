import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg } from "@infoplane/engine";
import { labelColumns } from "./classes-that-occur.ts";
import type { DenseSide } from "./dense-side.ts";
import { factoredKernelSide } from "./factored-side.ts";
import { gramOf, type Scale } from "./gram.ts";
import { groupedGram } from "./grouped-gram.ts";
import { kernelFeatures, refusedFor } from "./kernel-features.ts";
import { denseSamples, keptSide, largeKernelSide } from "./large-side.ts";
import { rowSource } from "./row-source.ts";
import { createKernelSide, type KernelSettings } from "./kernel-side.ts";
import { dependence, type Dependence } from "./dependence.ts";
import { correctedInterval } from "./corrected-interval.ts";
import { columnsOf } from "./pair.ts";
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
export function kernelSide(variable: Variable, settings: KernelMeasure): Side | undefined {
  const { centring, landmarks, frequencies } = settings;
  if (landmarks !== undefined || frequencies !== undefined) {
    return variable.memo(keyOf(variable, settings), () => approximateSide(variable, settings));
  }
  if (rowSource(variable).samples <= denseSamples || typeof centring === "object") return denseSide(variable, settings);
  return keptSide(variable, keyOf(variable, settings), () => largeSide(variable, settings, centring === "u"));
}

/** The same with float64 matrices, however many samples there are. */
export function denseSide(variable: Variable, settings: KernelMeasure): DenseSide | undefined {
  return variable.memo(keyOf(variable, settings), () =>
    createKernelSide(gramOf(variable, scaleOf(variable, settings)), rowSource(variable).features, settings, linalg()),
  );
}

function largeSide(variable: Variable, settings: KernelMeasure, unbiased: boolean): Side | undefined {
  const source = rowSource(variable);
  const side = largeKernelSide(groupedGram(source, scaleOf(variable, settings)), source.features, settings, unbiased);
  return Number.isFinite(side.square) ? side : undefined;
}

function approximateSide(variable: Variable, settings: KernelMeasure): Side | undefined {
  const features = kernelFeatures(rowSource(variable), { ...settings, scale: scaleOf(variable, settings) }, linalg());
  return features && factoredKernelSide(features, settings.centring === "double", linalg());
}

const scaleOf = (variable: Variable, { scale }: KernelMeasure): Scale => (variable.name === "Y" ? "raw" : scale);

function keyOf(variable: Variable, settings: KernelMeasure): string {
  const { kernel, width, sigma, centring, landmarks, frequencies } = settings;
  const shape = kernel === "linear" ? kernel : `${kernel} ${width} ${sigma}`;
  const rank = [landmarks, frequencies].join(" ");
  return `kernel ${shape} ${JSON.stringify(centring)} ${scaleOf(variable, settings)} ${rank}`;
}

/** A calibrated record of two variables; null where one of them is not finite or there are too few samples. */
export function compareKernels(
  a: Variable,
  b: Variable,
  settings: KernelMeasure,
  factor?: (a: Side, b: Side) => number,
): Measurement {
  const [left, right] = [kernelSide(a, settings), kernelSide(b, settings)];
  const { samples } = rowSource(a);
  if (!left || !right)
    return { value: NaN, ...refusedFor(settings.landmarks, samples), ...labelColumns(a, b), samples };
  const found: Dependence = dependence(left, right, {
    ...(factor && { factor: factor(left, right) }),
    ...resampling(settings.permutations),
  });
  return {
    ...columnsOf(found),
    ...(settings.interval && correctedInterval(found.corrected, left, right)),
    ...(left.width !== null && { width_a: left.width }),
    ...(right.width !== null && { width_b: right.width }),
    ...(left.rank !== undefined && { rank_a: left.rank }),
    ...(right.rank !== undefined && { rank_b: right.rank }),
    ...labelColumns(a, b),
  };
}
