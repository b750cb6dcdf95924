import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import { diagonalShare, powersOf, squareOf, type KernelMoments } from "../null/permutation-moments.ts";
import { evenlySpaced } from "./evenly-spaced.ts";
import type { CentredKernel } from "./centred-kernel.ts";

type Algebra = Pick<LinearAlgebra, "multiply">;

/** Number of evenly spaced rows that Σ uᵢⱼ³ is taken over; all if there are no more. */
const entryRows = 1024;
/** Entries of a centred kernel this small, relative to its diagonal, are rounding errors. */
const rounding = 1e-12;
/** Overhead of calling an engine for three products, in multiply-adds. */
const multiplying = 2 ** 19;
/** Smallest kernel that is not rescaled: third powers of smaller ones would underflow. */
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
 * A kernel of low rank: A = F G Fᵀ - diag(d), F [m, q], G [q, q] symmetric. Never materialises m² values: moments and
 * traces cost m q². The third moment's Σ uᵢⱼ³ is taken over 1024 rows beyond that many samples; its share in the
 * skewness is about q / m.
 */
export class FactoredKernel implements CentredKernel {
  readonly parts: readonly KernelMoments[];
  readonly square: number;
  readonly dof: number | null;
  readonly norm: number;
  readonly width: number | null;
  readonly rank: number;
  readonly inaccuracy: number;
  readonly isConstant: boolean;
  readonly #entries: FactoredEntries;
  readonly #scale: number;
  readonly #algebra: Algebra;

  constructor(
    factored: { readonly f: Matrix; readonly g: Matrix; readonly d: Float64Array },
    facts: FactoredFacts,
    algebra: Algebra,
  ) {
    const { entries, moments: plain } = factoredParts(factored, algebra);
    const m = factored.f.rows;
    const square = squareOf(plain);
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
    // For A without its mean, if A is distinguishable from its mean.
    const beyond = Math.sqrt(diagonalShare(m) * plain.diagonalSquare + plain.entrySquare);
    this.inaccuracy = varies ? (facts.error * m) / (facts.dof ? Math.max(beyond, plain.noise.entries * m) : size) : 0;
    [this.#entries, this.#algebra] = [entries, algebra];
  }

  get pairingCost(): number {
    const { rows, columns } = this.#entries.f;
    return multiplying + rows * columns ** 2;
  }

  beyondMean(other: CentredKernel, order?: ArrayLike<number>): number {
    if (!(other instanceof FactoredKernel)) throw new TypeError("kernels of two kinds cannot be paired");
    const { multiply } = this.#algebra;
    const [mine, theirs] = [this.#entries, order ? reordered(other.#entries, order) : other.#entries];
    const cross = multiply(mine.f, theirs.f, "a");
    const [left, right] = [multiply(mine.g, cross), multiply(cross, theirs.g)];
    const sum =
      inner(left.data, right.data) -
      inner(mine.low, theirs.low) +
      diagonalShare(mine.f.rows) * inner(mine.diagonal, theirs.diagonal);
    return sum * this.#scale * other.#scale;
  }
}

/** U = F G Fᵀ without its own diagonal, and the separate diagonal d: see `KernelMoments`. */
interface FactoredEntries {
  readonly f: Matrix;
  readonly g: Matrix;
  /** The diagonal of F G Fᵀ. */
  readonly low: Float64Array;
  readonly diagonal: Float64Array;
}

/** Parts and moments of A = F G Fᵀ - diag(d): off the diagonal U = A + tr A / (m (m - 1)) + (dᵢ + dⱼ) / (m - 2). */
function factoredParts(
  { f, g, d }: { readonly f: Matrix; readonly g: Matrix; readonly d: Float64Array },
  { multiply }: Algebra,
): { readonly entries: FactoredEntries; readonly moments: KernelMoments } {
  const { rows: m, columns: q } = f;
  const own = diagonalOf(f, g, multiply).map((value, i) => value - (d[i] as number));
  const trace = own.reduce((sum, value) => sum + value, 0);
  const diagonal = own.map((value) => value - trace / m);
  const wide = matrix(m, q + 2, new Float64Array(m * (q + 2)).fill(1));
  for (let i = 0; i < m; i++) {
    wide.data.set(f.data.subarray(i * q, (i + 1) * q), i * (q + 2));
    wide.data[i * (q + 2) + q] = diagonal[i] as number;
  }
  const inside = bordered(g, 2);
  inside.data[(q + 1) * (q + 2) + q + 1] = trace / (m * (m - 1));
  inside.data[q * (q + 2) + q + 1] = inside.data[(q + 1) * (q + 2) + q] = 1 / (m - 2);

  const products = multiply(wide, wide, "a");
  const step = multiply(inside, products);
  const low = diagonalOf(wide, inside, multiply);
  const lowSquared = diagonalOf(wide, multiply(step, inside), multiply);
  const rowSquares = lowSquared.map((value, i) => Math.max(0, value - (low[i] as number) ** 2));
  const form = multiply(wide, matrix(m, 1, diagonal), "a");
  const sum = (term: (low: number, diagonal: number, rowSquare: number) => number): number => {
    let total = 0;
    for (let i = 0; i < m; i++) total += term(low[i] as number, diagonal[i] as number, rowSquares[i] as number);
    return total;
  };
  const moments = {
    samples: m,
    trace,
    ...powersOf(diagonal),
    diagonalForm: inner(form.data, multiply(inside, form).data) - sum((one, d) => one * d ** 2),
    diagonalRow: sum((_, d, row) => d * row),
    entrySquare: sum((_one, _d, row) => row),
    rowSquare: sum((_one, _d, row) => row ** 2),
    // tr (F G Fᵀ)³ - 3 Σ low (F G Fᵀ)²ᵢᵢ + 3 Σ low³ - Σ low³
    cube: traceOf(multiply(multiply(step, step), step)) - sum((one, _, row) => 3 * one * row + one ** 3),
    entryCube: offDiagonalCube(wide, inside, multiply),
    // Entries are what remains of rows after removing the diagonal: their squares have that precision.
    noise: {
      diagonal: rounding * Math.sqrt(sum((one) => one ** 2) / m),
      entries: Math.sqrt((2 ** -50 * sum((one) => one ** 2)) / m ** 2),
    },
  };
  return { entries: { f: wide, g: inside, low, diagonal }, moments };
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

function scaled(moments: KernelMoments, by: number): KernelMoments {
  const [square, cube, fourth] = [by ** 2, by ** 3, by ** 4];
  return {
    samples: moments.samples,
    trace: moments.trace * by,
    diagonalSquare: moments.diagonalSquare * square,
    diagonalCube: moments.diagonalCube * cube,
    diagonalFourth: moments.diagonalFourth * fourth,
    diagonalForm: moments.diagonalForm * cube,
    diagonalRow: moments.diagonalRow * cube,
    entrySquare: moments.entrySquare * square,
    entryCube: moments.entryCube * cube,
    rowSquare: moments.rowSquare * fourth,
    cube: moments.cube * cube,
    noise: { diagonal: moments.noise.diagonal * by, entries: moments.noise.entries * by },
  };
}

/** A [q, q] with `by` rows and columns of zeros appended. */
export function bordered({ rows: q, data }: Matrix, by: number): Matrix {
  const size = q + by;
  const wide = matrix(size, size, new Float64Array(size * size));
  for (let i = 0; i < q; i++) wide.data.set(data.subarray(i * q, (i + 1) * q), i * size);
  return wide;
}

function reordered(entries: FactoredEntries, order: ArrayLike<number>): FactoredEntries {
  const { rows: m, columns: q, data } = entries.f;
  const moved = new Float64Array(m * q);
  for (let i = 0; i < m; i++) moved.set(data.subarray((order[i] as number) * q, ((order[i] as number) + 1) * q), i * q);
  const [low, diagonal] = [entries.low, entries.diagonal].map((values) =>
    Float64Array.from(order, (i) => values[i] as number),
  ) as [Float64Array, Float64Array];
  return { f: matrix(m, q, moved), g: entries.g, low, diagonal };
}

function traceOf({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i] as number;
  return sum;
}

export function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
