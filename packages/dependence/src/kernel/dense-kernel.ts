import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import {
  diagonalShare,
  momentsOf,
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
  /** Relative precision of the matrices' entries; by default that of float64 with a few rounding steps. */
  readonly precision?: number;
  /** Relative error of the matrices from rounding in the data's products; 0 by default. */
  readonly inaccuracy?: number;
  /** No feature of the variable varies; false by default. */
  readonly isConstant?: boolean;
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
  /** U of each matrix, and its diagonal: see `KernelMoments`. */
  readonly #entries: readonly Matrix[];
  readonly #diagonals: readonly Diagonal[];
  #whole: readonly Matrix[] | undefined;

  /** Takes ownership of the matrices and changes them. Cost m² and one matrix product each. */
  constructor(matrices: readonly Matrix[], facts: DenseFacts, algebra: Pick<LinearAlgebra, "traceOfCube">) {
    const { precision = 2 ** -50 } = facts;
    this.#diagonals = matrices.map(({ data, rows }) => takeParts(data, rows));
    this.#entries = matrices;
    this.parts = matrices.map((entries, index) =>
      momentsOf(entries.data, this.#diagonals[index] as Diagonal, algebra.traceOfCube(entries), precision),
    );
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
    return (this.#whole ??= this.#entries.map(({ rows: m, data }, index) => {
      const { trace, diagonal } = this.#diagonals[index] as Diagonal;
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
    for (const [index, mine] of this.#entries.entries()) {
      const theirs = other.#entries[index];
      if (theirs?.rows !== mine.rows) throw new RangeError("kernels of other samples cannot be paired");
      const [d, e] = [this.#diagonals[index]?.diagonal, other.#diagonals[index]?.diagonal] as [
        Float64Array,
        Float64Array,
      ];
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
