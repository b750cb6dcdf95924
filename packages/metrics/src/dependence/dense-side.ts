import type { LinearAlgebra, Matrix } from "@infoplane/engine";
import { sideMoments, type SideMoments } from "../statistics/permutation-moments.ts";
import type { Side } from "./side.ts";

/** A side that holds its matrix, or one matrix for each mini-batch. float64. */
export class DenseSide implements Side {
  readonly matrices: readonly Matrix[];
  readonly parts: readonly SideMoments[];
  // tr A² = tr A'² + (tr A)² / (m - 1)
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly inaccuracy: number;
  readonly isConstant: boolean;

  /** Takes the matrices. Cost m² and one matrix product each. */
  constructor(
    matrices: readonly Matrix[],
    facts: {
      readonly dof: boolean;
      readonly norm: number;
      readonly width: number | null;
      readonly inaccuracy?: number;
      readonly isConstant?: boolean;
    },
    algebra: Pick<LinearAlgebra, "traceOfCube">,
  ) {
    this.matrices = matrices;
    this.parts = matrices.map((matrix) => sideMoments(matrix, algebra));
    this.square = this.parts.reduce((sum, { square, trace, samples }) => sum + square + trace ** 2 / (samples - 1), 0);
    this.dof = facts.dof ? facts.norm * this.parts.reduce((sum, part) => sum + part.trace, 0) : null;
    this.norm = facts.norm;
    this.width = facts.width;
    this.inaccuracy = facts.inaccuracy ?? 0;
    this.isConstant = facts.isConstant ?? false;
  }

  paired(other: Side, order?: ArrayLike<number>): number {
    if (!(other instanceof DenseSide)) throw new TypeError("sides of two kinds cannot be paired");
    let sum = 0;
    let start = 0;
    for (const [index, matrix] of this.matrices.entries()) {
      const against = other.matrices[index];
      if (against?.rows !== matrix.rows) throw new RangeError("sides of other samples cannot be paired");
      sum += order ? rearranged(matrix, against, order, start) : traceOfProduct(matrix, against);
      start += matrix.rows;
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
