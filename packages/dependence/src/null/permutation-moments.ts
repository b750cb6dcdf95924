import { centre } from "../kernel/centre.ts";

/**
 * What the permutation distribution of tr(A P B Pᵀ) depends on in one kernel, a symmetric [m, m] matrix A with A 1 = 0.
 * Re-pairing maps three parts of it each into itself: A = tr A / (m - 1) H + D + U, where D has the diagonal d,
 * dᵢ = aᵢᵢ - tr A / m, and -(dᵢ + dⱼ) / (m - 2) off it, and U, [m, m], has a diagonal of 0; rows of all three sum to 0.
 * H contributes the same to every re-pairing, and D and U are uncorrelated: no moment is a small difference of large
 * numbers.
 */
export interface KernelMoments {
  readonly samples: number;
  /** tr A */
  readonly trace: number;
  /** Σ dᵢ² */
  readonly diagonalSquare: number;
  /** Σ dᵢ³ */
  readonly diagonalCube: number;
  /** Σ dᵢ⁴ */
  readonly diagonalFourth: number;
  /** Σ dᵢ uᵢⱼ dⱼ */
  readonly diagonalForm: number;
  /** Σ dᵢ (U²)ᵢᵢ */
  readonly diagonalRow: number;
  /** Σ uᵢⱼ² */
  readonly entrySquare: number;
  /** Σ uᵢⱼ³ */
  readonly entryCube: number;
  /** Σ (U²)ᵢᵢ² */
  readonly rowSquare: number;
  /** tr U³ */
  readonly cube: number;
  /** Root mean square rounding error of entries of A: on its diagonal, and off it. */
  readonly noise: { readonly diagonal: number; readonly entries: number };
}

/** tr A² of a kernel: the sum over its three parts, which are orthogonal to each other. */
export function squareOf({ samples: m, trace, diagonalSquare, entrySquare }: KernelMoments): number {
  return trace ** 2 / (m - 1) + diagonalShare(m) * diagonalSquare + entrySquare;
}

/** tr(D E) = m / (m - 2) Σ dᵢ eᵢ of two such parts. */
export const diagonalShare = (m: number): number => (m > 2 ? m / (m - 2) : 0);

/** What {@link takeParts} returns besides the matrix. */
export interface Diagonal {
  /** tr A */
  readonly trace: number;
  /** dᵢ = aᵢᵢ - tr A / m */
  readonly diagonal: Float64Array;
  /** Root mean square of the entries of A on its diagonal, and off it. */
  readonly size: { readonly diagonal: number; readonly entries: number };
}

/** Turns a symmetric A, [m, m], with A 1 = 0 into U in place, and returns the rest. Cost m². */
export function takeParts(a: Float32Array | Float64Array, m: number): Diagonal {
  const diagonal = Float64Array.from({ length: m }, (_, i) => at(a, i * m + i));
  const trace = sum(diagonal);
  let square = 0;
  for (let i = 1; i < m; i++) for (let j = 0; j < i; j++) square += 2 * at(a, i * m + j) ** 2;
  const size = {
    diagonal: Math.sqrt(sum(diagonal.map((value) => value ** 2)) / m),
    entries: Math.sqrt(square / Math.max(1, m * (m - 1))),
  };
  if (m < 3) {
    a.fill(0);
    return { trace, diagonal: diagonal.fill(0), size };
  }
  centre(a, m, "u");
  for (let i = 1; i < m; i++) for (let j = 0; j < i; j++) a[j * m + i] = at(a, i * m + j);
  return { trace, diagonal: diagonal.map((value) => value - trace / m), size };
}

/** Sums over each row of U. */
export interface RowSums {
  /** Σⱼ uᵢⱼ², Σⱼ uᵢⱼ³ and Σⱼ uᵢⱼ dⱼ, [m] each. */
  readonly squares: Float64Array;
  readonly cubes: Float64Array;
  readonly forms: Float64Array;
}

/** Of U = `entries`, [m, m]. Cost m². */
export function rowSumsOf(entries: Float32Array | Float64Array, diagonal: Float64Array): RowSums {
  const m = diagonal.length;
  const [squares, cubes, forms] = [new Float64Array(m), new Float64Array(m), new Float64Array(m)];
  for (let i = 0; i < m; i++) {
    let [row, cube, form] = [0, 0, 0];
    for (let j = 0; j < m; j++) {
      const entry = at(entries, i * m + j);
      const squared = entry * entry;
      row += squared;
      cube += squared * entry;
      form += entry * at(diagonal, j);
    }
    [squares[i], cubes[i], forms[i]] = [row, cube, form];
  }
  return { squares, cubes, forms };
}

/** Moments of A from the rows of U and the rest; `cube` is tr U³, `precision` that of A's entries. */
export function momentsOf(
  { squares, cubes, forms }: RowSums,
  { trace, diagonal, size }: Diagonal,
  cube: number,
  precision: number,
): KernelMoments {
  const m = diagonal.length;
  let [entrySquare, entryCube, rowSquare, diagonalForm, diagonalRow] = [0, 0, 0, 0, 0];
  for (let i = 0; i < m; i++) {
    const row = at(squares, i);
    entrySquare += row;
    entryCube += at(cubes, i);
    rowSquare += row * row;
    diagonalRow += at(diagonal, i) * row;
    diagonalForm += at(diagonal, i) * at(forms, i);
  }
  return {
    samples: m,
    trace,
    ...powersOf(diagonal),
    diagonalForm,
    diagonalRow,
    entrySquare,
    entryCube,
    rowSquare,
    cube,
    noise: { diagonal: precision * size.diagonal, entries: precision * size.entries },
  };
}

type Powers = Pick<KernelMoments, "diagonalSquare" | "diagonalCube" | "diagonalFourth">;

/** Σ dᵢ², Σ dᵢ³ and Σ dᵢ⁴. */
export function powersOf(diagonal: Float64Array): Powers {
  let [diagonalSquare, diagonalCube, diagonalFourth] = [0, 0, 0];
  for (const value of diagonal) {
    diagonalSquare += value ** 2;
    diagonalCube += value ** 3;
    diagonalFourth += value ** 4;
  }
  return { diagonalSquare, diagonalCube, diagonalFourth };
}

/** Exact mean of tr(A P B Pᵀ) over all m! permutations P: tr A tr B / (m - 1). */
export function nullMean(a: KernelMoments, b: KernelMoments): number {
  return (a.trace * b.trace) / (a.samples - 1);
}

/**
 * Exact variance over all permutations, m >= 4: (m / (m - 2))² Σ dᵢ² Σ eᵢ² / (m - 1) + 2 Σ uᵢⱼ² Σ vᵢⱼ² / (m (m - 3)),
 * as D has m - 1 dimensions and U has m (m - 3) / 2. It is the variance of Kazi-Aoual, Hitier, Sabatier & Lebreton,
 * "Refined approximations to permutation tests for multivariate inference", Computational Statistics & Data Analysis 20
 * (1995) 643-656, written in these parts: a sum of squares.
 */
export function nullVariance(a: KernelMoments, b: KernelMoments): number {
  return diagonalVariance(a, b) + entryVariance(a, b);
}

/** The variance of tr(D P E Pᵀ) alone. */
export function diagonalVariance(a: KernelMoments, b: KernelMoments): number {
  const m = a.samples;
  return (diagonalShare(m) ** 2 * a.diagonalSquare * b.diagonalSquare) / (m - 1);
}

/** The variance of tr(U P V Pᵀ) alone. */
export function entryVariance(a: KernelMoments, b: KernelMoments): number {
  const m = a.samples;
  return (2 * a.entrySquare * b.entrySquare) / (m * (m - 3));
}

/**
 * Exact third central moment over all permutations, m >= 4. Same source, in the parts of {@link KernelMoments}, which
 * leave only these of its fifteen terms. With 4 or 5 samples U has so few dimensions that Σ uᵢⱼ³ follows from tr U³.
 */
export function nullThirdMoment(a: KernelMoments, b: KernelMoments): number {
  const m = a.samples;
  const withDiagonal =
    ((diagonalShare(m) ** 4 * a.diagonalCube) / (m - 1)) * b.diagonalCube +
    ((6 * m) / ((m - 3) * (m - 2) ** 2)) * a.diagonalForm * b.diagonalForm;
  if (m === 4) return withDiagonal + 1.5 * a.cube * b.cube;
  const row = ((12 * m) / ((m - 4) * (m - 3) * (m - 1))) * a.diagonalRow * b.diagonalRow;
  if (m === 5) return withDiagonal + row + 0.45 * a.cube * b.cube;
  const [m2, m3, m4] = [m ** 2, m ** 3, m ** 4];
  const entries =
    8 * (m3 - 9 * m2 + 26 * m - 22) * a.cube * b.cube -
    8 * (3 * m2 - 15 * m + 16) * (a.cube * b.entryCube + a.entryCube * b.cube) +
    4 * (m4 - 8 * m3 + 19 * m2 - 4 * m - 16) * a.entryCube * b.entryCube;
  return withDiagonal + row + entries / (m * (m - 1) * (m - 2) * (m - 3) * (m - 4) * (m - 5));
}

/** Possible error, from rounding of the entries, of the trace minus its mean. */
export function roundingOf(a: KernelMoments, b: KernelMoments): number {
  const m = a.samples;
  const square =
    diagonalShare(m) ** 2 * (a.diagonalSquare * b.noise.diagonal ** 2 + b.diagonalSquare * a.noise.diagonal ** 2) +
    2 * (a.entrySquare * b.noise.entries ** 2 + b.entrySquare * a.noise.entries ** 2);
  return Math.sqrt(square);
}

/** For kernels in several parts that are re-paired separately, these moments add up over the parts. */
export function sumOverParts(
  a: readonly KernelMoments[],
  b: readonly KernelMoments[],
  moment: (a: KernelMoments, b: KernelMoments) => number,
): number {
  return a.reduce((total, part, index) => {
    const other = b[index];
    if (!other) throw new RangeError("kernels of other samples cannot be paired");
    return total + moment(part, other);
  }, 0);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const at = (values: Float32Array | Float64Array, index: number): number => values[index] as number;
