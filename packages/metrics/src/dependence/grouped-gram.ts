import { tensors } from "@infoplane/engine";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Scale } from "./gram.ts";
import type { RowSource } from "./row-source.ts";

/** Samples that are taken at a time. */
const chunk = 256;
/** Bytes of samples that are held at a time, at most: the others pass by them. */
const heldBytes = 2 ** 29;
/** A spread this far below the size of a feature is rounding. */
const constant = 1e-6;

/**
 * Gram matrix of the rows after centring each column, float32 [m, m], for sets of which not all rows can be held: a group
 * of rows is held while the later ones pass by, so that memory is the matrix, `held` bytes and a few chunks, whatever d.
 * Rows are made about (groups + 3) / 2 times, groups = 4 m d / held. Sums over features are float32, about 1e-6 of the
 * largest entry off. Zero when no feature varies. Cost m² d.
 */
export function groupedGram(source: RowSource, scale: Scale, held = heldBytes): Float32Array {
  const tf = tensors();
  const { samples: m, features: d } = source;
  const { mean, factor, varies } = columnStatistics(source);
  const centred = (start: number, end: number): Tensor2D => {
    const rows = source.rows(start, end);
    const values = tf.tidy(() => {
      const moved = tf.sub(rows, mean);
      return (scale === "raw" ? moved : tf.mul(moved, factor)) as Tensor2D;
    });
    rows.dispose();
    return values;
  };
  const gram = new Float32Array(m * m);
  const size = Math.max(chunk, Math.floor(held / (4 * d * chunk)) * chunk);
  for (let from = 0; varies && from < m; from += size) {
    const group: Tensor2D[] = [];
    const to = Math.min(from + size, m);
    for (let start = from; start < to; start += chunk) group.push(centred(start, Math.min(start + chunk, to)));
    for (let start = from; start < m; start += chunk) {
      const inGroup = group[(start - from) / chunk];
      const passing = start < to && inGroup ? inGroup : centred(start, Math.min(start + chunk, m));
      group.forEach((rows, index) => {
        if (from + index * chunk > start) return;
        const part = tf.matMul<Tensor2D>(rows, passing, false, true);
        place(gram, m, from + index * chunk, start, part);
        part.dispose();
      });
      if (passing !== inGroup) passing.dispose();
    }
    tf.dispose(group);
  }
  tf.dispose([mean, factor]);
  return gram;
}

/** Writes a block and its mirror image. */
function place(gram: Float32Array, m: number, row: number, column: number, part: Tensor2D): void {
  const [height, width] = part.shape;
  const values = part.dataSync<"float32">();
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = values[i * width + j] as number;
      gram[(row + i) * m + column + j] = value;
      gram[(column + j) * m + row + i] = value;
    }
  }
}

/** Mean and 1 / spread of each feature (0 for constant ones), summed in float64 over chunks. */
function columnStatistics(source: RowSource): { mean: Tensor1D; factor: Tensor1D; varies: boolean } {
  const tf = tensors();
  const { samples: m, features: d } = source;
  const mean = new Float64Array(d);
  eachChunk(source, (rows) => addTo(mean, tf.sum(rows, 0)));
  for (let k = 0; k < d; k++) mean[k] = (mean[k] as number) / m;
  const center = tf.tensor1d(Float32Array.from(mean));
  const variance = new Float64Array(d);
  eachChunk(source, (rows) => addTo(variance, tf.sum(tf.square(tf.sub(rows, center)), 0)));
  const spread = variance.map((sum) => Math.sqrt(sum / m));
  const isConstant = (k: number): boolean => (spread[k] as number) <= constant * Math.abs(mean[k] as number);
  const factor = tf.tensor1d(Float32Array.from(spread, (value, k) => (isConstant(k) ? 0 : 1 / value)));
  const [variances, squares] = [spread, mean].map((values) => values.reduce((sum, value) => sum + value * value, 0));
  return { mean: center, factor, varies: !((variances as number) <= constant ** 2 * (squares as number)) };
}

function eachChunk(source: RowSource, use: (rows: Tensor2D) => void): void {
  const tf = tensors();
  for (let start = 0; start < source.samples; start += chunk) {
    tf.tidy(() => {
      use(source.rows(start, Math.min(start + chunk, source.samples)));
    });
  }
}

function addTo(sums: Float64Array, values: { dataSync(): ArrayLike<number> }): void {
  const read = values.dataSync();
  for (let k = 0; k < sums.length; k++) sums[k] = (sums[k] as number) + (read[k] as number);
}
