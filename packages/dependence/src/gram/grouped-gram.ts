import { linalg, readAll, tensors, type Matrix } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { eachPairOfBlocks } from "./block-pairs.ts";
import { exactGram } from "./exact-gram.ts";
import type { FeatureStatistics } from "./feature-statistics.ts";
import { fitsFloat32, float32Centring } from "./float32-centring.ts";
import { float32Products, withoutEntries, type Gram, type Scale } from "./gram-matrix.ts";
import { readRows, statisticsOfSource, type RowSource } from "./row-source.ts";

/** Limit on the bytes of samples held at a time; the others stream past them. */
const heldBytes = 2 ** 29;

/**
 * Gram matrix of the rows after centring each column, float32 [m, m], for sets too large to hold all rows: a group of
 * rows is held while the later ones stream past, so memory is the matrix, `held` bytes and a few chunks, whatever d.
 * Sums over features are float32, with an error of about 1e-6 of the largest entry; float64 if float32 can't represent
 * the values. Zero when no feature varies. Cost m² d.
 */
export async function groupedGram(source: RowSource, scale: Scale, held = heldBytes): Promise<Gram<Float32Array>> {
  const tf = tensors();
  const { samples: m, features: d } = source;
  const statistics = await statisticsOfSource(source);
  if (!statistics.isFinite || statistics.isConstant) return withoutEntries(new Float32Array(m * m), m, statistics);
  if (!fitsFloat32(statistics, scale)) return exactly(source, statistics, new Float32Array(m * m), scale, "products");
  const center = float32Centring(statistics, scale);
  const data = new Float32Array(m * m);
  const blocks = {
    make: (start: number, end: number) => {
      const rows = source.rows(start, end);
      try {
        return center.apply(rows);
      } finally {
        rows.dispose();
      }
    },
    free: (block: Tensor2D) => {
      block.dispose();
    },
  };
  try {
    await eachPairOfBlocks(m, Math.floor(held / (4 * d)), blocks, async (a, row, b, column) => {
      const [part] = await readAll(() => [tf.matMul(a, b, false, true)]);
      place(data, m, row, column, part, b.shape[0]);
    });
  } finally {
    center.dispose();
  }
  const facts = { unit: 1, isFinite: true, isConstant: false } as const;
  return { rows: m, columns: m, data, holds: "products", rounding: float32Products, ...facts };
}

/** The same, or squared distances, in float64 arithmetic, rounded to float32 unless `into` is wider. */
export async function exactGroupedGram<Values extends Float32Array | Float64Array>(
  source: RowSource,
  scale: Scale,
  holds: Gram["holds"],
  into: Values,
): Promise<Gram<Values>> {
  return exactly(source, await statisticsOfSource(source), into, scale, holds);
}

function exactly<Values extends Float32Array | Float64Array>(
  source: RowSource,
  statistics: FeatureStatistics,
  into: Values,
  scale: Scale,
  holds: Gram["holds"],
): Promise<Gram<Values>> {
  const { samples, features } = source;
  const read = (start: number, end: number): Promise<Matrix> => readRows(source, start, end);
  return exactGram({ samples, features, read }, statistics, into, { scale, holds, algebra: linalg() });
}

/** Writes a block and its mirror image. */
function place(gram: Float32Array, m: number, row: number, column: number, values: Float32Array, width: number): void {
  const height = values.length / width;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = values[i * width + j] as number;
      gram[(row + i) * m + column + j] = value;
      gram[(column + j) * m + row + i] = value;
    }
  }
}
