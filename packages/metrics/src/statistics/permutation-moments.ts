import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";

/**
 * What the permutation distribution of tr(A P B Pᵀ) needs to know of one side. `centred` is the side without its mean:
 * A' = A - tr A / (m - 1) H, which shifts every value of the trace by the same constant.
 */
export interface SideMoments {
  readonly samples: number;
  /** tr A */
  readonly trace: number;
  /** tr A'² = Σ a'ᵢⱼ² */
  readonly square: number;
  /** tr A'³ */
  readonly cube: number;
  /** Σ a'ᵢᵢ² */
  readonly diagonalSquare: number;
  /** Σ a'ᵢᵢ³ */
  readonly diagonalCube: number;
  /** Σ a'ᵢⱼ³ */
  readonly entryCube: number;
  /** Σ a'ᵢᵢ (A'²)ᵢᵢ */
  readonly diagonalRow: number;
  /** Σ a'ᵢᵢ a'ᵢⱼ a'ⱼⱼ */
  readonly diagonalForm: number;
}

/** Moments of a symmetric [m, m] matrix with A 1 = 0. Borrows it. Cost m² and one matrix product, m³. */
export function sideMoments(a: Matrix, algebra: Pick<LinearAlgebra, "traceOfCube">): SideMoments {
  const m = a.rows;
  const centred = a.data.slice();
  const trace = takeMean(centred, m);
  return momentsOf(centred, m, trace, algebra.traceOfCube(matrix(m, m, centred)));
}

/** Takes the mean off A, [m, m], in place: A' = A - tr A / (m - 1) H. The trace that was. */
export function takeMean(a: Float32Array | Float64Array, m: number): number {
  const trace = sum(m, (i) => at(a, i * m + i));
  const shift = trace / (m - 1);
  for (let index = 0; index < a.length; index++) a[index] = at(a, index) + shift / m;
  for (let i = 0; i < m; i++) a[i * m + i] = at(a, i * m + i) - shift;
  return trace;
}

/** Moments of A' = `centred`, [m, m]; `trace` is that of A, `cube` is tr A'³. Cost m². */
export function momentsOf(centred: Float32Array | Float64Array, m: number, trace: number, cube: number): SideMoments {
  const diagonal = Float64Array.from({ length: m }, (_, i) => at(centred, i * m + i));
  let [square, entryCube, diagonalForm, diagonalRow] = [0, 0, 0, 0];
  for (let i = 0; i < m; i++) {
    let [row, form] = [0, 0];
    for (let j = 0; j < m; j++) {
      const entry = at(centred, i * m + j);
      const squared = entry * entry;
      row += squared;
      entryCube += squared * entry;
      form += entry * at(diagonal, j);
    }
    square += row;
    diagonalRow += at(diagonal, i) * row;
    diagonalForm += at(diagonal, i) * form;
  }
  return {
    samples: m,
    trace,
    square,
    cube,
    entryCube,
    diagonalForm,
    diagonalRow,
    diagonalSquare: sum(m, (i) => at(diagonal, i) ** 2),
    diagonalCube: sum(m, (i) => at(diagonal, i) ** 3),
  };
}

/** Exact mean of tr(A P B Pᵀ) over all m! permutations P: tr A tr B / (m - 1). */
export function nullMean(a: SideMoments, b: SideMoments): number {
  return (a.trace * b.trace) / (a.samples - 1);
}

/**
 * Exact variance over all permutations, m >= 4. Kazi-Aoual, Hitier, Sabatier & Lebreton, "Refined approximations to
 * permutation tests for multivariate inference", Computational Statistics & Data Analysis 20 (1995) 643-656;
 * written here for matrices without mean, where it is
 * 2 / ((m + 1)(m - 2)) [tr A'² tr B'² + g_A g_B / (2 m (m - 1)(m - 3))], g = m (m + 1) Σ a'ᵢᵢ² - 2 (m - 1) tr A'².
 */
export function nullVariance(a: SideMoments, b: SideMoments): number {
  const m = a.samples;
  const g = (side: SideMoments): number => m * (m + 1) * side.diagonalSquare - 2 * (m - 1) * side.square;
  const diagonal = (g(a) * g(b)) / (2 * m * (m - 1) * (m - 3));
  return Math.max(0, (2 / ((m + 1) * (m - 2))) * (a.square * b.square + diagonal));
}

/**
 * Exact third central moment over all permutations, m >= 6. Same source; of its terms those with tr A' vanish here.
 */
export function nullThirdMoment(a: SideMoments, b: SideMoments): number {
  const m = a.samples;
  const [m2, m3, m4] = [m ** 2, m ** 3, m ** 4];
  /** x of one side times y of the other, both ways round. */
  const both = (x: keyof SideMoments, y: keyof SideMoments): number => a[x] * b[y] + a[y] * b[x];
  const total =
    m2 * (m + 1) * (m2 + 15 * m - 4) * a.diagonalCube * b.diagonalCube +
    4 * (m4 - 8 * m3 + 19 * m2 - 4 * m - 16) * a.entryCube * b.entryCube +
    6 * (m4 - 8 * m3 + 21 * m2 - 6 * m - 24) * a.diagonalForm * b.diagonalForm +
    12 * (m4 - m3 - 8 * m2 + 36 * m - 48) * a.diagonalRow * b.diagonalRow +
    8 * (m3 - 9 * m2 + 26 * m - 22) * a.cube * b.cube +
    24 * (m2 - m - 4) * both("entryCube", "diagonalForm") +
    24 * (m3 - 3 * m2 - 2 * m + 8) * both("diagonalRow", "entryCube") +
    24 * (m3 - 2 * m2 - 3 * m + 12) * both("diagonalRow", "diagonalForm") -
    4 * m * (m - 1) * (m2 - m + 4) * both("entryCube", "diagonalCube") -
    6 * m * (m - 1) * (m2 - m + 4) * both("diagonalForm", "diagonalCube") -
    12 * m * (m - 1) ** 2 * (m + 4) * both("diagonalRow", "diagonalCube") +
    16 * m * (m - 1) * (m - 2) * both("cube", "diagonalCube") -
    8 * (3 * m2 - 15 * m + 16) * both("cube", "entryCube") -
    8 * (3 * m2 - 15 * m + 24) * both("cube", "diagonalForm") -
    8 * (m - 2) * (3 * m2 - 15 * m + 24) * both("cube", "diagonalRow");
  return total / (m * (m - 1) * (m - 2) * (m - 3) * (m - 4) * (m - 5));
}

const at = (values: Float32Array | Float64Array, index: number): number => values[index] as number;

function sum(count: number, term: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < count; index++) total += term(index);
  return total;
}
