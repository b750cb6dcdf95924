import type { Variable } from "@infoplane/contracts";
import { symmetrise, tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { diagonalShare, momentsOf, squareOf, takeParts, type SideMoments } from "../statistics/permutation-moments.ts";
import { centre } from "./centre.ts";
import type { KernelSettings } from "./kernel-side.ts";
import type { Gram } from "./gram-matrix.ts";
import { gaussianKernel } from "./kernel.ts";
import type { Side } from "./side.ts";

/** Above so many samples a side is one float32 matrix, made in place: 4 m² bytes. */
export const denseSamples = 4096;

/** Large sides of X and Y are kept with them; that of a Z is made anew each time, so that never more than three are held. */
export const keptSide = <Made>(variable: Variable, key: string, make: () => Made): Made =>
  variable.name === "Z" ? make() : variable.memo(key, make);

/** Rows of the matrix that are multiplied at a time. */
const block = 256;
/** Entries of a centred kernel this small, relative to the kernel's, are rounding of float32. */
const rounding = 1e-6;

/**
 * A side for many samples: one float32 matrix of 4 m² bytes, worked on in place. It holds U of A alone, beside A's diagonal:
 * see `SideMoments`. So nothing is lost to what re-pairing does not change.
 */
export class LargeSide implements Side {
  readonly parts: readonly SideMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly inaccuracy: number;
  readonly isConstant: boolean;
  readonly #entries: Float32Array;
  readonly #diagonal: Float64Array;

  /** Takes A, [m, m], and changes it. Cost m² and one float32 matrix product, m³. */
  constructor(
    a: Float32Array,
    facts: {
      readonly dof: boolean;
      readonly norm: number;
      readonly width: number | null;
      readonly inaccuracy?: number;
      readonly isConstant?: boolean;
    },
  ) {
    const m = Math.sqrt(a.length);
    const beside = takeParts(a, m);
    this.#entries = a;
    this.#diagonal = beside.diagonal;
    const moments = momentsOf(a, beside, cubeTrace(a, m), 2 ** -23);
    this.parts = [moments];
    this.square = squareOf(moments);
    this.dof = facts.dof ? facts.norm * beside.trace : null;
    this.norm = facts.norm;
    this.width = facts.width;
    this.inaccuracy = facts.inaccuracy ?? 0;
    this.isConstant = facts.isConstant ?? false;
  }

  get pairingCost(): number {
    return this.#entries.length;
  }

  beyondMean(other: Side, order?: ArrayLike<number>): number {
    if (!(other instanceof LargeSide)) throw new TypeError("sides of two kinds cannot be paired");
    const [u, v] = [this.#entries, other.#entries];
    if (u.length !== v.length) throw new RangeError("sides of other samples cannot be paired");
    const m = this.#diagonal.length;
    let [sum, diagonal] = [0, 0];
    for (let i = 0; i < m; i++) {
      const place = order ? (order[i] as number) : i;
      diagonal += (this.#diagonal[i] as number) * (other.#diagonal[place] as number);
      const row = place * m;
      for (let j = 0; j < m; j++) {
        sum += (u[i * m + j] as number) * (v[row + (order ? (order[j] as number) : j)] as number);
      }
    }
    return sum + diagonalShare(m) * diagonal;
  }
}

/**
 * The side of HSIC and CKA, as `createKernelSide` makes it, from a Gram matrix that it changes. Cost m³. undefined when a
 * value is infinite or not a number.
 */
export function largeKernelSide(
  gram: Gram<Float32Array>,
  features: number,
  settings: Omit<KernelSettings, "centring">,
  unbiased: boolean,
): LargeSide | undefined {
  if (!gram.isFinite) return undefined;
  const { data, rows: m } = gram;
  const made = settings.kernel === "gaussian" ? gaussianKernel(gram, features, settings) : null;
  const { trace, largest } = sizesOf(data, m);
  const error = made ? Math.sqrt(made.errors.reduce((sum, error) => sum + error, 0)) : gram.rounding * trace;
  // Before anything is squared in float32: a wide kernel has entries near 0.
  const unit = largest > 0 ? 2 ** Math.round(Math.log2(largest)) : 1;
  if (unit !== 1) for (let at = 0; at < data.length; at++) data[at] = (data[at] as number) / unit;
  centre(data, m, unbiased ? "u" : "double");
  symmetrise({ rows: m, data });
  const norm = Math.sqrt(sumOfSquares(data));
  const varies = !gram.isConstant && norm > (rounding * m * largest) / unit;
  for (let at = 0; at < data.length; at++) data[at] = varies ? (data[at] as number) / norm : 0;
  // Units of a linear kernel are those of squares; a Gaussian one has none.
  const scale = unit * (made?.scale ?? gram.unit ** 2);
  const facts = { dof: false, norm: varies ? norm * scale : 0, width: made?.width ?? null };
  const inaccuracy = error / (norm * unit * (made?.scale ?? 1));
  return new LargeSide(data, { ...facts, inaccuracy, isConstant: gram.isConstant });
}

/** Trace, and the largest entry of the lower half. */
function sizesOf(data: Float32Array, m: number): { readonly trace: number; readonly largest: number } {
  let [trace, largest] = [0, 0];
  for (let i = 0; i < m; i++) {
    trace += data[i * m + i] as number;
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(data[i * m + j] as number));
  }
  return { trace, largest };
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
