import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import {
  diagonalShare,
  momentsOf,
  squareOf,
  takeParts,
  type Diagonal,
  type SideMoments,
} from "../statistics/permutation-moments.ts";
import type { Side } from "./side.ts";

export interface DenseFacts {
  readonly dof: boolean;
  readonly norm: number;
  readonly width: number | null;
  /** Whether it is the hat matrix of a regression without its mean; as `dof` when not said. */
  readonly isHat?: boolean;
  /** Relative precision of the matrices' entries; that of float64 with a few steps of rounding when not said. */
  readonly precision?: number;
  /** How far rounding of the data's products may have moved the matrices, relative to them; 0 when not said. */
  readonly inaccuracy?: number;
  /** No feature of the variable varies; false when not said. */
  readonly isConstant?: boolean;
}

/** A side that holds its matrix, or one matrix for each mini-batch. float64. */
export class DenseSide implements Side {
  readonly parts: readonly SideMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly inaccuracy: number;
  readonly isConstant: boolean;
  /** Whether it is the hat matrix of a regression without its mean, whatever `dof`. */
  readonly isHat: boolean;
  /** U of each matrix, and what is beside it: see `SideMoments`. */
  readonly #entries: readonly Matrix[];
  readonly #beside: readonly Diagonal[];
  #whole: readonly Matrix[] | undefined;

  /** Takes the matrices, and changes them. Cost m² and one matrix product each. */
  constructor(matrices: readonly Matrix[], facts: DenseFacts, algebra: Pick<LinearAlgebra, "traceOfCube">) {
    const { precision = 2 ** -50 } = facts;
    this.#beside = matrices.map(({ data, rows }) => takeParts(data, rows));
    this.#entries = matrices;
    this.parts = matrices.map((entries, index) =>
      momentsOf(entries.data, this.#beside[index] as Diagonal, algebra.traceOfCube(entries), precision),
    );
    this.square = this.parts.reduce((sum, part) => sum + squareOf(part), 0);
    this.dof = facts.dof ? facts.norm * this.parts.reduce((sum, part) => sum + part.trace, 0) : null;
    this.norm = facts.norm;
    this.width = facts.width;
    this.inaccuracy = facts.inaccuracy ?? 0;
    this.isConstant = facts.isConstant ?? false;
    this.isHat = facts.isHat ?? facts.dof;
  }

  /** The matrices, made anew from their parts when first asked for. */
  get matrices(): readonly Matrix[] {
    return (this.#whole ??= this.#entries.map(({ rows: m, data }, index) => {
      const { trace, diagonal } = this.#beside[index] as Diagonal;
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

  beyondMean(other: Side, order?: ArrayLike<number>): number {
    if (!(other instanceof DenseSide)) throw new TypeError("sides of two kinds cannot be paired");
    let sum = 0;
    let start = 0;
    for (const [index, mine] of this.#entries.entries()) {
      const theirs = other.#entries[index];
      if (theirs?.rows !== mine.rows) throw new RangeError("sides of other samples cannot be paired");
      const [d, e] = [this.#beside[index]?.diagonal, other.#beside[index]?.diagonal] as [Float64Array, Float64Array];
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

/** tr(A B) of symmetric matrices. */
export function traceOfProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += (a.data[at] as number) * (b.data[at] as number);
  return sum;
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
