import { identity, matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import type { SideMoments } from "../statistics/permutation-moments.ts";
import { evenlySpaced } from "./evenly-spaced.ts";
import type { KernelFeatures } from "./kernel-features.ts";
import type { Side } from "./side.ts";

type Algebra = Pick<LinearAlgebra, "multiply">;

/** Rows that Σ a'ᵢⱼ³ is taken over, evenly spaced; all of them up to so many samples. */
const entryRows = 1024;
/** Entries of a centred kernel this small, relative to its diagonal, are rounding. */
const rounding = 1e-12;
/** Smallest side that is left as it is: third powers of smaller ones would leave the range of numbers. */
const small = 2 ** -20;

export interface FactoredFacts {
  readonly dof: boolean;
  readonly normalise: boolean;
  readonly width: number | null;
  readonly rank: number;
  /** Root mean square of the errors of A's entries. */
  readonly error: number;
  readonly isConstant: boolean;
  /** A norm of A that is no more than rounding. */
  readonly floor?: number;
}

/**
 * A side of low rank: A = F G Fᵀ - diag(d), F [m, q], G [q, q] symmetric. Nothing of m² values is ever made: moments and
 * traces cost m q². The third moment's Σ a'ᵢⱼ³ is taken over 1024 rows beyond that many samples; its share in the
 * skewness is about q / m.
 */
export class FactoredSide implements Side {
  readonly parts: readonly SideMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly rank: number;
  readonly inaccuracy: number;
  readonly isConstant: boolean;
  readonly #f: Matrix;
  readonly #g: Matrix;
  readonly #d: Float64Array;
  readonly #scale: number;
  readonly #algebra: Algebra;

  constructor(
    { f, g, d }: { readonly f: Matrix; readonly g: Matrix; readonly d: Float64Array },
    facts: FactoredFacts,
    algebra: Algebra,
  ) {
    const plain = factoredMoments(f, g, d, algebra);
    const square = plain.square + plain.trace ** 2 / (f.rows - 1);
    const size = Math.sqrt(Math.max(0, square));
    const varies = !facts.isConstant && size > (facts.floor ?? 0);
    const unit = size < small ? 2 ** Math.round(Math.log2(size)) : 1;
    this.norm = varies ? (facts.normalise ? size : unit) : 0;
    this.#scale = this.norm === 0 ? 0 : 1 / this.norm;
    this.parts = [scaled(plain, this.#scale)];
    this.square = square * this.#scale ** 2;
    this.dof = facts.dof ? (varies ? plain.trace : 0) : null;
    this.width = facts.width;
    this.rank = facts.rank;
    this.isConstant = facts.isConstant;
    // Of A without its mean, where A has one to speak of.
    this.inaccuracy = varies ? (facts.error * f.rows) / Math.sqrt(facts.dof ? plain.square : square) : 0;
    [this.#f, this.#g, this.#d, this.#algebra] = [f, g, d, algebra];
  }

  paired(other: Side, order?: ArrayLike<number>): number {
    if (!(other instanceof FactoredSide)) throw new TypeError("sides of two kinds cannot be paired");
    const { multiply } = this.#algebra;
    const [f, d] = order
      ? [reordered(other.#f, order), Float64Array.from(order, (i) => other.#d[i] as number)]
      : [other.#f, other.#d];
    const cross = multiply(this.#f, f, "a");
    const [left, right] = [multiply(this.#g, cross), multiply(cross, other.#g)];
    let sum = inner(left.data, right.data);
    if (this.#d.some((value) => value !== 0) || d.some((value) => value !== 0)) {
      const [mine, theirs] = [diagonalOf(this.#f, this.#g, multiply), diagonalOf(f, other.#g, multiply)];
      sum += inner(this.#d, d) - inner(mine, d) - inner(theirs, this.#d);
    }
    return sum * this.#scale * other.#scale;
  }
}

/** The side of HSIC and CKA from explicit features: Φ Φᵀ centred, or U-centred, over its norm. */
export function factoredKernelSide(
  { features: f, width, rank, error, isConstant }: KernelFeatures,
  isDouble: boolean,
  algebra: Algebra,
): FactoredSide {
  const { rows: m, columns: q, data } = f;
  // An error of the kernel with the landmarks counts in Φ and in its transpose.
  const facts = { dof: false, normalise: true, width, rank, error: 2 * error, isConstant };
  if (isDouble) return new FactoredSide({ f, g: identity(q), d: new Float64Array(m) }, facts, algebra);
  // The features are centred: a row of Φ Φᵀ adds to 0, and without its diagonal to minus that.
  const own = Float64Array.from({ length: m }, (_, i) =>
    inner(data.subarray(i * q, (i + 1) * q), data.subarray(i * q, (i + 1) * q)),
  );
  const largest = own.reduce((most, value) => Math.max(most, value), 0);
  const shares = own.map((value) => -value / (m - 2));
  const shift = shares.reduce((a, b) => a + b, 0) / (m - 1);
  const u = shares.map((share) => share - shift / 2);
  const wide = matrix(m, q + 2, new Float64Array(m * (q + 2)));
  for (let i = 0; i < m; i++) {
    wide.data.set(data.subarray(i * q, (i + 1) * q), i * (q + 2));
    wide.data[i * (q + 2) + q] = u[i] as number;
    wide.data[i * (q + 2) + q + 1] = 1;
  }
  const g = bordered(identity(q), 2);
  g.data[q * (q + 2) + q + 1] = g.data[(q + 1) * (q + 2) + q] = -1;
  const minus = own.map((value, i) => value - 2 * (u[i] as number));
  return new FactoredSide({ f: wide, g, d: minus }, { ...facts, floor: rounding * m * largest }, algebra);
}

/** Moments of A without its mean: A' = F G Fᵀ + s / m 11ᵀ - diag(d + s), s = tr A / (m - 1). */
function factoredMoments(f: Matrix, g: Matrix, d: Float64Array, { multiply }: Algebra): SideMoments {
  const { rows: m, columns: q } = f;
  const trace = diagonalOf(f, g, multiply).reduce((sum, value, i) => sum + value - (d[i] as number), 0);
  const shift = trace / (m - 1);
  const wide = matrix(m, q + 1, new Float64Array(m * (q + 1)).fill(1));
  for (let i = 0; i < m; i++) wide.data.set(f.data.subarray(i * q, (i + 1) * q), i * (q + 1));
  const inside = bordered(g, 1);
  inside.data[q * (q + 1) + q] = shift / m;
  const minus = d.map((value) => value + shift);

  const products = multiply(wide, wide, "a");
  const step = multiply(inside, products);
  const twice = multiply(step, step);
  const low = diagonalOf(wide, inside, multiply);
  const lowSquared = diagonalOf(wide, multiply(step, inside), multiply);
  const diagonal = low.map((value, i) => value - (minus[i] as number));
  const rowSquares = lowSquared.map(
    (value, i) => value - 2 * (low[i] as number) * (minus[i] as number) + (minus[i] as number) ** 2,
  );
  const form = multiply(wide, matrix(m, 1, diagonal), "a");
  const sum = (term: (i: number) => number): number => {
    let total = 0;
    for (let i = 0; i < m; i++) total += term(i);
    return total;
  };
  const [low1, minus1, squared1] = [low, minus, lowSquared].map((values) => (i: number) => values[i] as number) as [
    (i: number) => number,
    (i: number) => number,
    (i: number) => number,
  ];
  return {
    samples: m,
    trace,
    square: sum((i) => rowSquares[i] as number),
    cube:
      traceOf(multiply(twice, step)) +
      sum((i) => -3 * squared1(i) * minus1(i) + 3 * low1(i) * minus1(i) ** 2 - minus1(i) ** 3),
    diagonalSquare: sum((i) => (diagonal[i] as number) ** 2),
    diagonalCube: sum((i) => (diagonal[i] as number) ** 3),
    diagonalRow: sum((i) => (diagonal[i] as number) * (rowSquares[i] as number)),
    diagonalForm: inner(form.data, multiply(inside, form).data) - sum((i) => minus1(i) * (diagonal[i] as number) ** 2),
    entryCube: sum((i) => (diagonal[i] as number) ** 3) + offDiagonalCube(wide, inside, multiply),
  };
}

function offDiagonalCube(f: Matrix, g: Matrix, multiply: Algebra["multiply"]): number {
  const { rows: m, columns: q } = f;
  const places = evenlySpaced(m, entryRows);
  const count = places.length;
  const some = matrix(count, q, new Float64Array(count * q));
  places.forEach((place, index) => some.data.set(f.data.subarray(place * q, (place + 1) * q), index * q));
  const left = multiply(some, g);
  let sum = 0;
  for (let start = 0; start < m; start += entryRows) {
    const end = Math.min(start + entryRows, m);
    const others = matrix(end - start, q, f.data.slice(start * q, end * q));
    const entries = multiply(left, others, "b");
    entries.data.forEach((value, place) => {
      if (places[Math.floor(place / others.rows)] !== start + (place % others.rows)) sum += value ** 3;
    });
  }
  return (sum * m) / count;
}

/** fᵢ G fᵢ for each row. */
function diagonalOf(f: Matrix, g: Matrix, multiply: Algebra["multiply"]): Float64Array {
  const { rows: m, columns: q, data } = f;
  const half = multiply(f, g).data;
  return Float64Array.from({ length: m }, (_, i) =>
    inner(half.subarray(i * q, (i + 1) * q), data.subarray(i * q, (i + 1) * q)),
  );
}

function scaled(moments: SideMoments, by: number): SideMoments {
  return {
    samples: moments.samples,
    trace: moments.trace * by,
    square: moments.square * by ** 2,
    diagonalSquare: moments.diagonalSquare * by ** 2,
    cube: moments.cube * by ** 3,
    diagonalCube: moments.diagonalCube * by ** 3,
    diagonalRow: moments.diagonalRow * by ** 3,
    diagonalForm: moments.diagonalForm * by ** 3,
    entryCube: moments.entryCube * by ** 3,
  };
}

function bordered({ rows: q, data }: Matrix, by: number): Matrix {
  const size = q + by;
  const wide = matrix(size, size, new Float64Array(size * size));
  for (let i = 0; i < q; i++) wide.data.set(data.subarray(i * q, (i + 1) * q), i * size);
  return wide;
}

function reordered({ rows: m, columns: q, data }: Matrix, order: ArrayLike<number>): Matrix {
  const moved = new Float64Array(m * q);
  for (let i = 0; i < m; i++) moved.set(data.subarray((order[i] as number) * q, ((order[i] as number) + 1) * q), i * q);
  return matrix(m, q, moved);
}

function traceOf({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i] as number;
  return sum;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
