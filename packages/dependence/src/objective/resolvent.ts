import { InfoplaneError } from "@infoplane/contracts";
import { matrix, ops, type Matrix } from "@infoplane/engine/started";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { sharesOf } from "../kernel/centre.ts";
import { effectOfErrors, rowsOf } from "../kernel/effect-of-errors.ts";
import { gaussianKernelOfRate } from "../kernel/gaussian-kernel.ts";
import { tiny, traceOf } from "../kernel/regularise.ts";
import { float32BatchGram, float64BatchGram, type BatchGram } from "./batch-gram.ts";

export interface NhsicObjectiveSettings {
  /** Width of the Gaussian kernel in units of sqrt(d). */
  readonly sigma: number;
  /** Regularisation: eps m is added to the centred kernel. */
  readonly eps: number;
}

/** R of a mini-batch, and what its gradient is computed from. */
export interface Resolvent {
  /** HKH (HKH + c I)^-1, [m, m]. */
  readonly r: Matrix;
  /** (HKH + c I)^-1 on the complement of the vector of ones, and the identity on that vector: [m, m]. */
  readonly inverse: Matrix;
  readonly batch: BatchGram;
  /** eps m */
  readonly c: number;
  /** 1 / (2 width²) */
  readonly rate: number;
}

/** Largest accepted relative error of R. */
const mostInaccuracy = 1e-3;

/** From float32 products; if their rounding may show, from float64 distances. NaN if neither is accurate enough. */
export function resolvent(values: Tensor2D, settings: NhsicObjectiveSettings): Resolvent {
  const [m, features] = values.shape;
  const fast = attempted(float32BatchGram(values), features, settings);
  // NaN, 0 / 0, if nothing varies: the products may only have been too small for float32.
  if (fast && fast.inaccuracy <= mostInaccuracy) return fast;
  const batch = float64BatchGram(values);
  const exact = attempted(batch, features, settings);
  if (exact && !(exact.inaccuracy > mostInaccuracy)) return exact;
  const nothing = matrix(m, m, new Float64Array(m * m).fill(NaN));
  return { r: nothing, inverse: nothing, batch, c: NaN, rate: NaN };
}

/** undefined if a product or the rate is not finite, or the inverse does not exist. */
function attempted(
  batch: BatchGram,
  features: number,
  { sigma, eps }: NhsicObjectiveSettings,
): (Resolvent & { readonly inaccuracy: number }) | undefined {
  const { gram } = batch;
  const c = eps * gram.rows;
  const rate = 1 / (2 * sigma * sigma * features);
  if (!gram.isFinite || !Number.isFinite(rate)) return undefined;
  const kernel = { ...gram, data: gram.data.slice() };
  const { errors } = gaussianKernelOfRate(kernel, rate);
  try {
    const found = regularised(kernel, c);
    const { size, moved } = effectOfErrors(errors, rowsOf(found.r));
    return { ...found, batch, c, rate, inaccuracy: moved / size / c };
  } catch (cause) {
    if (cause instanceof InfoplaneError) return undefined;
    throw cause;
  }
}

/**
 * R and M^-1 as in `regularise`, from the lower half of K. The order of additions, and the rounding of both halves of a
 * tiny R, must not change: training carries R's last bits into the weights, and a cell's name promises those bits.
 */
function regularised({ rows: m, data }: Matrix, c: number): Pick<Resolvent, "r" | "inverse"> {
  const { shares, mean } = sharesOf(data, m, false);
  const beyond = (1 - c) / m;
  const centred = mapped(data, m, (_, i, j) => {
    const value = data[Math.max(i, j) * m + Math.min(i, j)] as number;
    return value - (shares[i] as number) - (shares[j] as number) + mean;
  });
  const isTiny = traceOf(centred.data, m) < tiny * c;
  const shifted = mapped(centred.data, m, (value, i, j) => value + (i === j ? c : 0) + beyond);
  const inverse = ops().linalg().inversePositive(shifted);
  const r = isTiny
    ? mapped(centred.data, m, (value) => value / c)
    : mapped(inverse.data, m, (value, i, j) => (i === j ? 1 : 0) - c * value - beyond);
  return { r, inverse };
}

/** A new [m, m] matrix. */
const mapped = (data: Float64Array, m: number, make: (value: number, i: number, j: number) => number): Matrix =>
  matrix(
    m,
    m,
    data.map((value, at) => make(value, Math.floor(at / m), at % m)),
  );
