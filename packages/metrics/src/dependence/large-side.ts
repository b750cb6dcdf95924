import type { Variable } from "@infoplane/contracts";
import { symmetrise, tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { diagonalShare, momentsOf, squareOf, takeParts, type SideMoments } from "../statistics/permutation-moments.ts";
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
 * A side for many samples: one float32 matrix of 4 m² bytes, worked on in place. It holds U of A alone, beside A's diagonal:
 * see `SideMoments`. So nothing is lost to what re-pairing does not change.
 */
export class LargeSide implements Side {
  readonly parts: readonly SideMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly #entries: Float32Array;
  readonly #diagonal: Float64Array;

  /** Takes A, [m, m], and changes it. Cost m² and one float32 matrix product, m³. */
  constructor(a: Float32Array, facts: { readonly dof: boolean; readonly norm: number; readonly width: number | null }) {
    const m = Math.sqrt(a.length);
    const beside = takeParts(a, m);
    this.#entries = a;
    this.#diagonal = beside.diagonal;
    const moments = momentsOf(a, beside, cubeTrace(a, m), 2 ** -23);
    this.parts = [moments];
    this.square = squareOf(moments);
    this.dof = facts.dof ? beside.trace : null;
    this.norm = facts.norm;
    this.width = facts.width;
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
