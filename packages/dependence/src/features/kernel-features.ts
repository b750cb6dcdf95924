import {
  matrix,
  readAll,
  squaredDistances,
  tensors,
  toTensor,
  type LinearAlgebra,
  type Matrix,
} from "@infoplane/engine";
import { evenlySpaced } from "../kernel/evenly-spaced.ts";
import { scaled } from "../gram/exact-gram.ts";
import type { FeatureStatistics } from "../gram/feature-statistics.ts";
import { fitsFloat32, float32Centring } from "../gram/float32-centring.ts";
import { fourier } from "./fourier-features.ts";
import { medianDistance } from "../kernel/gaussian-kernel.ts";
import { nystrom } from "./nystrom-features.ts";
import { readRows, statisticsOfSource, type RowSource } from "../gram/row-source.ts";

/** Features Φ with Φ Φᵀ close to the centred kernel matrix of the remaining samples: [m, q]. */
export interface KernelFeatures {
  readonly features: Matrix;
  readonly width: number | null;
  /** Upper bound of their rank. */
  readonly rank: number;
  /** Estimated root mean square of the rounding errors in the kernel's entries. */
  readonly error: number;
  /** No feature of the variable varies, or none over the remaining samples. */
  readonly isConstant: boolean;
}

export interface FeatureSettings {
  readonly kernel: "linear" | "gaussian";
  readonly width: "median" | "fixed";
  readonly sigma: number;
  readonly scale: "raw" | "standardised";
  readonly landmarks?: number | undefined;
  readonly frequencies?: number | undefined;
}

/** Maps rows, centred or scaled as the variable is, to features. */
export interface FeatureMap {
  /** [d, r]: the matrix that rows are multiplied by. */
  readonly projection: Matrix;
  /** Features [n, q] from products [n, r] and the squared lengths of the rows, or from exact rows in their place. */
  finish(products: Matrix, squares: Float64Array): Matrix;
  finishExactly(rows: Matrix): Matrix;
  /** Root mean square of the kernel's errors so far. */
  error(): number;
}

const chunk = 1024;
/** Number of evenly spaced samples that the median distance is taken over. */
const medianSamples = 512;
/** The third moment of the null needs this many. */
export const leastSamples = 6;
/** Variation this small relative to the features is rounding. */
const rounding = 1e-24;

/**
 * Nyström: Φ = K_mr K_rr^(-1/2) with r evenly spaced samples as landmarks, K centred at these: Williams & Seeger (NIPS
 * 2000); for HSIC, Zhang, Filippi, Gretton & Sejdinovic, "Large-scale kernel methods for independence testing",
 * Statistics and Computing 28 (2018). The landmarks are left out of the samples: their own kernel is exact and that of
 * others too small, for both variables alike, which would look like dependence. With as many landmarks as samples, none
 * is left out. Random Fourier features: Φ = [cos(XW) - 1, sin(XW)] / sqrt(r), W normal over the width, from the stream
 * `frequencies`: Rahimi & Recht (NIPS 2007); with the linear kernel, the random projection X W / sqrt(r). Products are
 * float32, or float64 if `exact` or if float32 can't represent the values. Memory m q in float64; cost m d r + m r².
 * undefined for values that are not finite, and with fewer than 6 remaining samples.
 */
export async function kernelFeatures(
  source: RowSource,
  settings: FeatureSettings,
  algebra: LinearAlgebra,
  exact = false,
): Promise<KernelFeatures | undefined> {
  const { samples: m, features: d } = source;
  const statistics = await statisticsOfSource(source);
  const landmarks = settings.frequencies === undefined ? evenlySpaced(m, settings.landmarks ?? 0) : [];
  const leftOut = new Set(landmarks.length < m ? landmarks : []);
  const left = m - leftOut.size;
  if (!statistics.isFinite || left < leastSamples) return undefined;
  const shift = scaled(statistics, settings.scale);
  const rowsAt = async (places: readonly number[]): Promise<Matrix> => {
    const rows: Matrix[] = [];
    for (const row of places) rows.push(await readRows(source, row, row + 1));
    return shift(joined(rows));
  };
  const width =
    settings.kernel === "gaussian" ? widthOf(await rowsAt(evenlySpaced(m, medianSamples)), d, settings, algebra) : null;
  if (statistics.isConstant) {
    const features = matrix(left, 1, new Float64Array(left));
    return { features, width, rank: 1, error: 0, isConstant: true };
  }
  const isExact = exact || !fitsFloat32(statistics, settings.scale);
  const map =
    settings.frequencies === undefined
      ? nystrom(await rowsAt(landmarks), width, isExact, algebra)
      : fourier(d, settings.frequencies, width, algebra);
  const parts: Matrix[] = [];
  await eachPart(source, statistics, settings.scale, isExact ? undefined : map.projection, (start, found) => {
    const all = found.rows ? map.finishExactly(found.rows) : map.finish(found.products, found.squares);
    parts.push(rowsOf(all, (row) => !leftOut.has(start + row)));
  });
  const { features, varies } = centredColumns(parts, left);
  return { features, width, rank: features.columns, error: map.error(), isConstant: !varies };
}

type Part =
  { readonly rows: Matrix } | { readonly rows?: undefined; readonly products: Matrix; readonly squares: Float64Array };

/** Centred rows, some at a time; if there is a projection, their products with it and their squares instead. */
async function eachPart(
  source: RowSource,
  statistics: FeatureStatistics,
  scale: FeatureSettings["scale"],
  projection: Matrix | undefined,
  use: (start: number, part: Part) => void,
): Promise<void> {
  const tf = tensors();
  const { samples: m } = source;
  if (!projection) {
    const shift = scaled(statistics, scale);
    for (let start = 0; start < m; start += chunk) {
      use(start, { rows: shift(await readRows(source, start, Math.min(start + chunk, m))) });
    }
    return;
  }
  const center = float32Centring(statistics, scale);
  const weights = toTensor(projection);
  try {
    for (let start = 0; start < m; start += chunk) {
      const end = Math.min(start + chunk, m);
      const rows = source.rows(start, end);
      try {
        const [products, squares] = await readAll(() => {
          const values = center.apply(rows);
          return [tf.matMul(values, weights), tf.sum(tf.square(values), 1)];
        });
        const found = matrix(end - start, projection.columns, Float64Array.from(products));
        use(start, { products: found, squares: Float64Array.from(squares) });
      } finally {
        rows.dispose();
      }
    }
  } finally {
    weights.dispose();
    center.dispose();
  }
}

/** The selected rows. */
function rowsOf({ rows, columns, data }: Matrix, isWanted: (row: number) => boolean): Matrix {
  const wanted = Array.from({ length: rows }, (_, row) => row).filter(isWanted);
  const values = new Float64Array(wanted.length * columns);
  wanted.forEach((row, place) => values.set(data.subarray(row * columns, (row + 1) * columns), place * columns));
  return matrix(wanted.length, columns, values);
}

function widthOf(some: Matrix, d: number, { width, sigma }: FeatureSettings, algebra: LinearAlgebra): number {
  if (width === "fixed") return sigma * Math.sqrt(d);
  return sigma * medianDistance(squaredDistances(some, some, algebra).data, some.rows);
}

/** Concatenates matrices vertically. */
function joined(parts: readonly Matrix[]): Matrix {
  const columns = parts[0]?.columns ?? 0;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const whole = matrix(rows, columns, new Float64Array(rows * columns));
  let row = 0;
  for (const part of parts) {
    whole.data.set(part.data, row * columns);
    row += part.rows;
  }
  return whole;
}

function centredColumns(parts: readonly Matrix[], m: number): { readonly features: Matrix; readonly varies: boolean } {
  const features = joined(parts);
  const { columns: q, data } = features;
  const means = new Float64Array(q);
  let [before, after] = [0, 0];
  data.forEach((value, at) => {
    means[at % q] = (means[at % q] as number) + value / m;
    before += value * value;
  });
  data.forEach((value, at) => {
    const centred = value - (means[at % q] as number);
    data[at] = centred;
    after += centred * centred;
  });
  return { features, varies: after > rounding * before };
}
