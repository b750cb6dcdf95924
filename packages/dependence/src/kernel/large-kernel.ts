import { readAll, tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import {
  diagonalShare,
  momentsOf,
  rowSumsOf,
  squareOf,
  takeParts,
  type KernelMoments,
} from "../null/permutation-moments.ts";
import type { CentredKernel } from "./centred-kernel.ts";

/** With more samples than this, a kernel is one float32 matrix, made in place: 4 m² bytes. */
export const denseSamples = 4096;

/** Rows of the matrix that are multiplied at a time. */
const block = 256;

interface LargeFacts {
  readonly dof: boolean;
  readonly norm: number;
  readonly width: number | null;
  readonly inaccuracy?: number;
  readonly isConstant?: boolean;
}

/**
 * A kernel for many samples: one float32 matrix of 4 m² bytes, modified in place. It holds only U of A, next to A's
 * diagonal (see `KernelMoments`), so no precision is lost to what re-pairing does not change.
 */
export class LargeKernel implements CentredKernel {
  readonly parts: readonly KernelMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly inaccuracy: number;
  readonly isConstant: boolean;
  readonly #entries: Float32Array;
  readonly #diagonal: Float64Array;

  /** Takes ownership of A, [m, m], and changes it. Cost m² and one float32 matrix product, m³. */
  static async of(a: Float32Array, facts: LargeFacts): Promise<LargeKernel> {
    const m = Math.sqrt(a.length);
    const parts = takeParts(a, m);
    return new LargeKernel(a, parts, await cubeTrace(a, m), facts);
  }

  private constructor(a: Float32Array, parts: ReturnType<typeof takeParts>, cube: number, facts: LargeFacts) {
    this.#entries = a;
    this.#diagonal = parts.diagonal;
    const moments = momentsOf(rowSumsOf(a, parts.diagonal), parts, cube, 2 ** -23);
    this.parts = [moments];
    this.square = squareOf(moments);
    this.dof = facts.dof ? facts.norm * parts.trace : null;
    this.norm = facts.norm;
    this.width = facts.width;
    this.inaccuracy = facts.inaccuracy ?? 0;
    this.isConstant = facts.isConstant ?? false;
  }

  get pairingCost(): number {
    return this.#entries.length;
  }

  beyondMean(other: CentredKernel, order?: ArrayLike<number>): number {
    if (!(other instanceof LargeKernel)) throw new TypeError("kernels of two kinds cannot be paired");
    const [u, v] = [this.#entries, other.#entries];
    if (u.length !== v.length) throw new RangeError("kernels of other samples cannot be paired");
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

/** tr A³ on the engine, some rows at a time. */
async function cubeTrace(a: Float32Array, m: number): Promise<number> {
  const tf = tensors();
  const whole = tf.tensor2d(a, [m, m]);
  let sum = 0;
  try {
    for (let start = 0; start < m; start += block) {
      const [rows] = await readAll(() => {
        const part = tf.slice2d(whole, [start, 0], [Math.min(block, m - start), m]);
        return [tf.sum(tf.mul(tf.matMul<Tensor2D>(part, whole), part), 1)];
      });
      for (const value of rows) sum += value;
    }
    return sum;
  } finally {
    whole.dispose();
  }
}
