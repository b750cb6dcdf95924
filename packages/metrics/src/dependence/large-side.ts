import type { Variable } from "@infoplane/contracts";
import { symmetrise, tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { momentsOf, takeMean, type SideMoments } from "../statistics/permutation-moments.ts";
import { centre } from "./centre.ts";
import type { KernelSettings } from "./kernel-side.ts";
import { gaussianKernel } from "./kernel.ts";
import type { Side } from "./side.ts";

/** Above so many samples a side is one float32 matrix, made in place: 4 m² bytes. */
export const denseSamples = 4096;

/** Large sides of X and Y are kept with them; that of a Z is made anew each time, so that never more than three are held. */
export const keptSide = (variable: Variable, key: string, make: () => Side | undefined): Side | undefined =>
  variable.name === "Z" ? make() : variable.memo(key, make);

/** Rows of the matrix that are multiplied at a time. */
const block = 256;
const rounding = 1e-6;

/**
 * A side for many samples: one float32 matrix of 4 m² bytes, worked on in place. It holds A without its mean,
 * A' = A - tr A / (m - 1) H, so that nothing is lost to the mean: tr(A B) = tr(A' B') + tr A tr B / (m - 1).
 */
export class LargeSide implements Side {
  readonly parts: readonly SideMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly #data: Float32Array;

  /** Takes A, [m, m], and changes it. Cost m² and one float32 matrix product, m³. */
  constructor(a: Float32Array, facts: { readonly dof: boolean; readonly norm: number; readonly width: number | null }) {
    const m = Math.sqrt(a.length);
    this.#data = a;
    this.square = sumOfSquares(a);
    const trace = takeMean(a, m);
    this.parts = [momentsOf(a, m, trace, cubeTrace(a, m))];
    this.dof = facts.dof ? trace : null;
    this.norm = facts.norm;
    this.width = facts.width;
  }

  paired(other: Side, order?: ArrayLike<number>): number {
    if (!(other instanceof LargeSide)) throw new TypeError("sides of two kinds cannot be paired");
    const [a, b] = [this.#data, other.#data];
    if (a.length !== b.length) throw new RangeError("sides of other samples cannot be paired");
    const [left, right] = [this.parts[0], other.parts[0]] as [SideMoments, SideMoments];
    const m = left.samples;
    let sum = 0;
    for (let i = 0; i < m; i++) {
      const row = (order ? (order[i] as number) : i) * m;
      for (let j = 0; j < m; j++) {
        sum += (a[i * m + j] as number) * (b[row + (order ? (order[j] as number) : j)] as number);
      }
    }
    return sum + (left.trace * right.trace) / (m - 1);
  }
}

/** The side of HSIC and CKA, as `createKernelSide` makes it, from a Gram matrix that it changes. Cost m³. */
export function largeKernelSide(
  gram: Float32Array,
  features: number,
  settings: Omit<KernelSettings, "centring">,
  unbiased: boolean,
): LargeSide {
  const m = Math.sqrt(gram.length);
  const width = settings.kernel === "gaussian" ? gaussianKernel(gram, m, features, settings) : null;
  centre(gram, m, unbiased ? "u" : "double");
  symmetrise({ rows: m, data: gram });
  const norm = Math.sqrt(sumOfSquares(gram));
  // Also where it is not a number.
  const isConstant = norm <= (settings.kernel === "gaussian" ? rounding * m : 0);
  for (let at = 0; at < gram.length; at++) gram[at] = isConstant ? 0 : (gram[at] as number) / norm;
  return new LargeSide(gram, { dof: false, norm: isConstant ? 0 : norm, width });
}

function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** tr A³ on the engine, some rows at a time. */
function cubeTrace(a: Float32Array, m: number): number {
  const tf = tensors();
  const whole = tf.tensor2d(a, [m, m]);
  let sum = 0;
  for (let start = 0; start < m; start += block) {
    const rows = tf.tidy(() => {
      const part = tf.slice2d(whole, [start, 0], [Math.min(block, m - start), m]);
      return tf.sum(tf.mul(tf.matMul<Tensor2D>(part, whole), part), 1);
    });
    for (const value of rows.dataSync()) sum += value;
    rows.dispose();
  }
  whole.dispose();
  return sum;
}
