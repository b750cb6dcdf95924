import { fromTensor, isNative, matrix, symmetrise, tensors, type Matrix } from "@infoplane/engine";
import type { Variable } from "@infoplane/contracts";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { groupedGram } from "./grouped-gram.ts";
import { rowSource } from "./row-source.ts";

/** Whether features are taken as they are, or each brought to variance 1 (constant ones to 0). */
export type Scale = "raw" | "standardised";

/** A spread this far below the size of a feature is rounding: the feature is constant. */
const constant = 1e-6;

/** Values of one chunk of features: 8 MiB in float32, where that are features enough to be worth reading m² products. */
const chunkValues = 2 ** 21;
const leastFeatures = 2048;
/** Rows that are multiplied at a time by themselves and those above. */
const rowsAtOnce = 512;

/**
 * Gram matrix of the rows after centring each column: [m, d] -> [m, m]. Squared distances do not see the centring, and
 * lose fewer digits with it. On native engines in float32 over chunks of features, summed in float64; elsewhere float64
 * throughout. Cost m² d. Borrows the tensor, leaves none behind. Zero when no feature varies.
 */
export function gram(values: Tensor2D, scale: Scale): Matrix {
  return isNative() ? gramOnEngine(values, scale) : gramOfRows(fromTensor(values), scale);
}

/** Of a variable; by groups of rows where it does not hold them all. */
export function gramOf(variable: Variable, scale: Scale): Matrix {
  if (!variable.rows) return gram(variable.values, scale);
  const source = rowSource(variable);
  return matrix(source.samples, source.samples, Float64Array.from(groupedGram(source, scale)));
}

/** The same from plain numbers, without an engine. */
export function gramOfRows(rows: Matrix, scale: Scale): Matrix {
  const { rows: m, columns: d } = rows;
  const features = centredRows(rows, scale);
  const products = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    const left = features.subarray(i * d, (i + 1) * d);
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, at = j * d; k < d; k++, at++) sum += (left[k] as number) * (features[at] as number);
      products[i * m + j] = sum;
      products[j * m + i] = sum;
    }
  }
  return matrix(m, m, varies(products, m, columnMeans(rows)) ? products : new Float64Array(m * m));
}

/**
 * Whether anything is left after centring but rounding: a layer that gives every sample the same is a matrix of zeros.
 * In exact arithmetic tr G / m is the sum of the features' variances.
 */
function varies(gram: Float64Array, m: number, means: Float64Array): boolean {
  let [variances, squares] = [0, 0];
  for (let i = 0; i < m; i++) variances += (gram[i * m + i] as number) / m;
  for (const mean of means) squares += mean * mean;
  return !(variances <= constant * constant * squares);
}

function columnMeans({ rows: m, columns: d, data }: Matrix): Float64Array {
  const means = new Float64Array(d);
  for (let i = 0; i < m; i++) for (let k = 0; k < d; k++) means[k] = (means[k] as number) + (data[i * d + k] as number);
  return means.map((sum) => sum / m);
}

function centredRows({ rows: m, columns: d, data }: Matrix, scale: Scale): Float64Array {
  const centred = data.slice();
  for (let k = 0; k < d; k++) {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += data[i * d + k] as number;
    const mean = sum / m;
    let variance = 0;
    for (let i = 0; i < m; i++) variance += ((data[i * d + k] as number) - mean) ** 2 / m;
    const isConstant = Math.sqrt(variance) <= constant * Math.abs(mean);
    const factor = scale === "raw" ? 1 : isConstant ? 0 : 1 / Math.sqrt(variance);
    for (let i = 0; i < m; i++) centred[i * d + k] = ((data[i * d + k] as number) - mean) * factor;
  }
  return centred;
}

function gramOnEngine(values: Tensor2D, scale: Scale): Matrix {
  const tf = tensors();
  const [m, d] = values.shape;
  const width = Math.max(leastFeatures, Math.floor(chunkValues / m));
  const products = new Float64Array(m * m);
  const means = new Float64Array(d);
  for (let start = 0; start < d; start += width) {
    const chunk = tf.slice2d(values, [0, start], [m, Math.min(width, d - start)]);
    const mean = tf.mean(chunk, 0);
    const features = centredFeatures(chunk, mean as Tensor1D, scale);
    means.set(mean.dataSync<"float32">(), start);
    // Rows up to their own last column: a little more than the lower half.
    for (let row = 0; row < m; row += rowsAtOnce) {
      const end = Math.min(row + rowsAtOnce, m);
      const part = tf.tidy(() =>
        tf.matMul<Tensor2D>(
          tf.slice2d(features, [row, 0], [end - row, -1]),
          tf.slice2d(features, [0, 0], [end, -1]),
          false,
          true,
        ),
      );
      addRows(products.subarray(row * m), m, part);
      part.dispose();
    }
    tf.dispose([chunk, mean, features]);
  }
  const gram = varies(products, m, means) ? products : new Float64Array(m * m);
  return symmetrise(matrix(m, m, gram));
}

function centredFeatures(chunk: Tensor2D, mean: Tensor1D, scale: Scale): Tensor2D {
  const tf = tensors();
  return tf.tidy(() => {
    const centred = tf.sub<Tensor2D>(chunk, mean);
    if (scale === "raw") return centred;
    const spread = tf.sqrt(tf.mean(tf.square(centred), 0));
    const varies = tf.greater(spread, tf.mul(tf.abs(mean), constant));
    return tf.divNoNan(centred, tf.mul(spread, varies));
  });
}

/** Adds a part [rows, columns] to the first columns of as many rows of m. */
function addRows(rows: Float64Array, m: number, part: Tensor2D): void {
  const [height, width] = part.shape;
  const values = part.dataSync<"float32">();
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) rows[i * m + j] = (rows[i * m + j] as number) + (values[i * width + j] as number);
  }
}
