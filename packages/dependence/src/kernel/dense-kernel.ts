import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import {
  diagonalShare,
  momentsOf,
  rowSumsOf,
  squareOf,
  takeParts,
  type Diagonal,
  type KernelMoments,
} from "../null/permutation-moments.ts";
import type { CentredKernel } from "./centred-kernel.ts";
import { traceOfProduct } from "./trace-of-product.ts";

export interface DenseFacts {
  readonly dof: boolean;
  readonly norm: number;
  readonly width: number | null;
  /** Whether it is a regression's hat matrix without its mean; by default, whether there is a `dof`. */
  readonly isHat?: boolean;
  /** Relative error of the matrices from rounding in the data's products; 0 by default. */
  readonly inaccuracy?: number;
  /** No feature of the variable varies; false by default. */
  readonly isConstant?: boolean;
}

/** One matrix A of a kernel, in parts: see `KernelMoments`. */
export interface DensePart {
  /** U, [m, m]. */
  readonly entries: Matrix;
  readonly diagonal: Diagonal;
  readonly moments: KernelMoments;
}

/** A kernel that holds its matrix, or one matrix per mini-batch, in float64. */
export class DenseKernel implements CentredKernel {
  readonly parts: readonly KernelMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly inaccuracy: number;
  readonly isConstant: boolean;
  /** Whether it is a regression's hat matrix without its mean, whatever `dof`. */
  readonly isHat: boolean;
  readonly #own: readonly DensePart[];
  #whole: readonly Matrix[] | undefined;

  /**
   * Takes ownership of the matrices and changes them. `precision`: the relative one of their entries, by default that of
   * float64 with a few rounding steps. Cost m² and one matrix product each.
   */
  static of(
    matrices: readonly Matrix[],
    facts: DenseFacts,
    algebra: Pick<LinearAlgebra, "traceOfCube">,
    precision = 2 ** -50,
  ): DenseKernel {
    const parts = matrices.map((entries) => {
      const diagonal = takeParts(entries.data, entries.rows);
      const rows = rowSumsOf(entries.data, diagonal.diagonal);
      return { entries, diagonal, moments: momentsOf(rows, diagonal, algebra.traceOfCube(entries), precision) };
    });
    return new DenseKernel(parts, facts);
  }

  constructor(parts: readonly DensePart[], facts: DenseFacts) {
    this.#own = parts;
    this.parts = parts.map(({ moments }) => moments);
    this.square = this.parts.reduce((sum, part) => sum + squareOf(part), 0);
    this.dof = facts.dof ? facts.norm * this.parts.reduce((sum, part) => sum + part.trace, 0) : null;
    this.norm = facts.norm;
    this.width = facts.width;
    this.inaccuracy = facts.inaccuracy ?? 0;
    this.isConstant = facts.isConstant ?? false;
    this.isHat = facts.isHat ?? facts.dof;
  }

  /** The matrices, reassembled from their parts on first use. */
  get matrices(): readonly Matrix[] {
    return (this.#whole ??= this.#own.map(({ entries: { rows: m, data }, diagonal: { trace, diagonal } }) => {
      const shift = trace / (m * (m - 1));
      const shares = diagonal.map((value) => (m > 2 ? value / (m - 2) : 0));
      const whole = data.map(
        (value, at) => value - shift - (shares[Math.floor(at / m)] as number) - (shares[at % m] as number),
      );
      diagonal.forEach((value, i) => (whole[i * m + i] = value + trace / m));
      return matrix(m, m, whole);
    }));
  }

  get pairingCost(): number {
    return this.parts.reduce((sum, { samples }) => sum + samples ** 2, 0);
  }

  beyondMean(other: CentredKernel, order?: ArrayLike<number>): number {
    if (!(other instanceof DenseKernel)) throw new TypeError("kernels of two kinds cannot be paired");
    let sum = 0;
    let start = 0;
    for (const [index, { entries: mine, diagonal: own }] of this.#own.entries()) {
      const paired = other.#own[index];
      if (paired?.entries.rows !== mine.rows) throw new RangeError("kernels of other samples cannot be paired");
      const { entries: theirs } = paired;
      const [d, e] = [own.diagonal, paired.diagonal.diagonal];
      const place = (i: number): number => (order ? (order[start + i] as number) - start : i);
      let diagonal = 0;
      for (let i = 0; i < d.length; i++) diagonal += (d[i] as number) * (e[place(i)] as number);
      sum += order ? rearranged(mine, theirs, order, start) : traceOfProduct(mine, theirs);
      sum += diagonalShare(mine.rows) * diagonal;
      start += mine.rows;
    }
    return sum;
  }
}

function rearranged(
  { rows: m, data: a }: Matrix,
  { data: b }: Matrix,
  order: ArrayLike<number>,
  start: number,
): number {
  let sum = 0;
  for (let i = 0; i < m; i++) {
    const row = ((order[start + i] as number) - start) * m - start;
    for (let j = 0; j < m; j++) sum += (a[i * m + j] as number) * (b[row + (order[start + j] as number)] as number);
  }
  return sum;
}
