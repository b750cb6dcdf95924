import { fromTensor, isNative, linalg, matrix, readAll, symmetrise, tensors, type Matrix } from "@infoplane/engine";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { centre } from "../kernel/centre.ts";
import { exactGram, scaled } from "./exact-gram.ts";
import { float32Rounding, statisticsOfRows, type FeatureStatistics } from "./feature-statistics.ts";
import { far, fitsFloat32, float32Centring } from "./float32-centring.ts";
import { float32Products, float64Products, withoutEntries, type Gram, type Scale } from "./gram-matrix.ts";
import { readRows, statisticsOfSource } from "./row-source.ts";

/** Values of one chunk of features: 8 MiB in float32, if that makes enough features to justify reading m² products. */
const chunkValues = 2 ** 21;
const leastFeatures = 2048;
/** Rows that are multiplied at a time with themselves and those above. */
const rowsAtOnce = 512;
/** Means this far beyond the spread cost float32 digits, or hide that nothing varies: then each feature is checked. */
const plainVariance = 1e-6;

/**
 * Gram matrix of the rows after centring each column: [m, d] -> [m, m]. Squared distances are unaffected by centring,
 * and lose fewer digits with it. On native engines in float32 over chunks of features, summed in float64; elsewhere,
 * and if float32 can't represent the values, float64 throughout. Cost m² d. Borrows the tensor, leaves none behind.
 * Zero when no feature varies.
 */
export async function gram(values: Tensor2D, scale: Scale): Promise<Gram> {
  if (!isNative()) return gramOfRows(await fromTensor(values), scale);
  const [samples, features] = values.shape;
  const source = {
    samples,
    features,
    rows: (start: number, end: number) => tensors().slice2d(values, [start, 0], [end - start, features]),
  };
  const exact = (statistics: FeatureStatistics): Promise<Gram> =>
    exactGram(
      { samples, features, read: (start, end) => readRows(source, start, end) },
      statistics,
      new Float64Array(samples * samples),
      { scale, holds: "products", algebra: linalg() },
    );
  const fast = await (scale === "raw" ? rawOnEngine(values) : plainlyStandardised(values));
  if (fast) return fast;
  const statistics = await statisticsOfSource(source);
  return (scale === "raw" ? undefined : await standardisedOnEngine(values, statistics)) ?? exact(statistics);
}

/** The same from plain numbers, without an engine; `rounding` is that of constant features. */
export function gramOfRows(rows: Matrix, scale: Scale, rounding = float32Rounding): Gram {
  const { rows: m, columns: d } = rows;
  const statistics = statisticsOfRows(rows, rounding);
  const products = new Float64Array(m * m);
  if (!statistics.isFinite || statistics.isConstant) return withoutEntries(products, m, statistics);
  const features = scaled(statistics, scale)(rows).data;
  for (let i = 0; i < m; i++) {
    const left = features.subarray(i * d, (i + 1) * d);
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, at = j * d; k < d; k++, at++) sum += (left[k] as number) * (features[at] as number);
      products[i * m + j] = sum;
      products[j * m + i] = sum;
    }
  }
  return { ...found(m, products), rounding: float64Products };
}

/** undefined if float32 can't be trusted for these means or sizes, or if nothing varies. */
async function rawOnEngine(values: Tensor2D): Promise<Gram | undefined> {
  const tf = tensors();
  const [m, d] = values.shape;
  const means = new Float64Array(d);
  const products = await productsOnEngine(values, async (chunk, start) => {
    const mean = tf.mean<Tensor1D>(chunk, 0);
    try {
      means.set(await mean.data<"float32">(), start);
      return tf.sub<Tensor2D>(chunk, mean);
    } finally {
      mean.dispose();
    }
  });
  if (!products) return undefined;
  let [variance, squares] = [0, 0];
  for (let i = 0; i < m; i++) variance += (products[i * m + i] as number) / m;
  for (const mean of means) squares += mean * mean;
  if (!(variance > plainVariance * squares && variance > 1 / far ** 2 && variance < far ** 2)) return undefined;
  // Removes what the rounding of the means left.
  if (variance < squares) centre(products, m, "double");
  return found(m, symmetrise(matrix(m, m, products)).data);
}

/** undefined if a nonzero feature doesn't vary well beyond the float32 rounding of its mean, or if none varies. */
async function plainlyStandardised(values: Tensor2D): Promise<Gram | undefined> {
  const tf = tensors();
  const m = values.shape[0];
  const seen = { varies: false };
  const products = await productsOnEngine(values, async (chunk) => {
    const [mean, centred, spread, size] = tf.tidy(() => {
      const mean = tf.mean<Tensor1D>(chunk, 0);
      const centred = tf.sub<Tensor2D>(chunk, mean);
      const spread = tf.sqrt(tf.mean<Tensor1D>(tf.square(centred), 0));
      // Squares of small values underflow in float32.
      return [mean, centred, spread, tf.mean<Tensor1D>(tf.abs(centred), 0)] as [Tensor1D, Tensor2D, Tensor1D, Tensor1D];
    });
    try {
      const [means, spreads] = [await mean.data<"float32">(), await spread.data<"float32">()];
      const sizes = await size.data<"float32">();
      for (let k = 0; k < sizes.length; k++) {
        const [off, own] = [means[k] as number, spreads[k] as number];
        if (sizes[k] === 0 && off === 0) continue;
        if (!(own ** 2 > plainVariance * off ** 2 && own > 1 / far && own < far)) return undefined;
        seen.varies = true;
      }
      return tf.divNoNan<Tensor2D>(centred, spread);
    } finally {
      tf.dispose([mean, centred, spread, size]);
    }
  });
  return products && seen.varies ? found(m, symmetrise(matrix(m, m, products)).data) : undefined;
}

async function standardisedOnEngine(values: Tensor2D, statistics: FeatureStatistics): Promise<Gram | undefined> {
  if (!statistics.isFinite || statistics.isConstant || !fitsFloat32(statistics, "standardised")) return undefined;
  const m = values.shape[0];
  const products = await productsOnEngine(values, (chunk, start) => {
    const center = float32Centring(statistics, "standardised", start, start + chunk.shape[1]);
    try {
      return center.apply(chunk);
    } finally {
      center.dispose();
    }
  });
  return products && found(m, symmetrise(matrix(m, m, products)).data);
}

const found = (m: number, data: Float64Array): Gram => ({
  rows: m,
  columns: m,
  data,
  holds: "products",
  rounding: float32Products,
  unit: 1,
  isFinite: true,
  isConstant: false,
});

/** Lower half of the products of all rows, over chunks of features after `centred`; undefined if it returns undefined. */
async function productsOnEngine(
  values: Tensor2D,
  centred: (chunk: Tensor2D, start: number) => Tensor2D | Promise<Tensor2D | undefined>,
): Promise<Float64Array | undefined> {
  const tf = tensors();
  const [m, d] = values.shape;
  const width = Math.max(leastFeatures, Math.floor(chunkValues / m));
  const products = new Float64Array(m * m);
  for (let start = 0; start < d; start += width) {
    const chunk = tf.slice2d(values, [0, start], [m, Math.min(width, d - start)]);
    let features: Tensor2D | undefined;
    try {
      features = await centred(chunk, start);
    } finally {
      chunk.dispose();
    }
    if (!features) return undefined;
    try {
      await addProducts(products, features);
    } finally {
      features.dispose();
    }
  }
  return products;
}

/** Adds the lower half of the products of all rows of features, and a little more: rows up to their last column. */
async function addProducts(products: Float64Array, features: Tensor2D): Promise<void> {
  const tf = tensors();
  const m = features.shape[0];
  for (let row = 0; row < m; row += rowsAtOnce) {
    const end = Math.min(row + rowsAtOnce, m);
    const [part] = await readAll(() => [
      tf.matMul(tf.slice2d(features, [row, 0], [end - row, -1]), tf.slice2d(features, [0, 0], [end, -1]), false, true),
    ]);
    addRows(products.subarray(row * m), m, part, end);
  }
}

/** Adds a part [rows, columns] to the first columns of as many rows of width m. */
function addRows(rows: Float64Array, m: number, values: Float32Array, width: number): void {
  const height = values.length / width;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) rows[i * m + j] = (rows[i * m + j] as number) + (values[i * width + j] as number);
  }
}
