import { ops, tensors, type Matrix } from "@infoplane/engine/started";
import type { Tensor2D } from "@tensorflow/tfjs-core";

/** Squared distances between rows, and what a gradient needs of the rows. */
export interface Distances {
  /** [m, m], symmetric. */
  readonly squares: Matrix;
  /** What rounding may have done to the distance of two rows. */
  readonly error: (i: number, j: number) => number;
  /** weights z for weights [m, m] whose rows add to 0: a new float32 tensor [m, d]. */
  pulled(weights: Matrix): Tensor2D;
}

/** How products are accumulated in float32, relative to the squared lengths of the rows; and distances in float64. */
const float32Products = 2 ** -22;
const float64Distances = 2 ** -30;

/** From float32 products after centring, [m, d]; borrows them until `pulled` was called. */
export function fastDistances(values: Tensor2D): Distances {
  const tf = tensors();
  const [m] = values.shape;
  const gram = tf.tidy(() => {
    const centred = tf.sub<Tensor2D>(values, tf.mean(values, 0));
    return tf.matMul<Tensor2D>(centred, centred, false, true);
  });
  const squares = ops().fromTensor(gram);
  gram.dispose();
  const { data } = squares;
  const own = Float64Array.from({ length: m }, (_, i) => data[i * m + i] as number);
  // A product of a matrix with itself may differ in its halves by rounding: both take the lower one.
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      const distance = (own[i] as number) + (own[j] as number) - 2 * (data[i * m + j] as number);
      data[i * m + j] = data[j * m + i] = distance < 0 ? 0 : distance;
    }
    data[i * m + i] = 0 * (own[i] as number);
  }
  return {
    squares,
    error: (i, j) => float32Products * ((own[i] as number) + (own[j] as number)),
    // The weights' rows add to 0: shifting z changes nothing, and a smaller z loses fewer digits.
    pulled: (weights) =>
      tf.tidy(() => tf.matMul<Tensor2D>(ops().toTensor(weights), tf.sub<Tensor2D>(values, tf.mean(values, 0)))),
  };
}

/** The same in float64 throughout: for rows of which float32 products lose what the kernel needs. */
export function exactDistances(values: Tensor2D): Distances {
  const { fromTensor, linalg, matrix, squaredDistances, toTensor } = ops();
  const rows = centred(fromTensor(values), matrix);
  const squares = squaredDistances(rows, rows, linalg());
  const { rows: m, data } = squares;
  for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) data[j * m + i] = data[i * m + j] as number;
  return {
    squares,
    error: (i, j) => float64Distances * (data[i * m + j] as number),
    pulled: (weights) => toTensor(linalg().multiply(weights, rows)),
  };
}

function centred(
  { rows, columns, data }: Matrix,
  matrix: (m: number, d: number, values: Float64Array) => Matrix,
): Matrix {
  const means = new Float64Array(columns);
  data.forEach((value, at) => (means[at % columns] = (means[at % columns] as number) + value / rows));
  return matrix(
    rows,
    columns,
    data.map((value, at) => value - (means[at % columns] as number)),
  );
}
