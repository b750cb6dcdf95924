import { ops, tensors, type Matrix } from "@infoplane/engine/started";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { float32Products, float64Distances, type Gram } from "../gram/gram-matrix.ts";

/**
 * The Gram matrix of a mini-batch inside a training step, and what its gradient needs of the rows. Unlike `gram` it
 * does not inspect single features: it is one product, and the resulting kernel shows whether float32 sufficed.
 */
export interface BatchGram {
  readonly gram: Gram;
  /** weights z for weights [m, m] whose rows sum to 0: a new float32 tensor [m, d]. */
  weighted(weights: Matrix): Tensor2D;
}

/** Products of the centred rows [m, d] in float32. Borrows the rows until `weighted` has been called. */
export function float32BatchGram(values: Tensor2D): BatchGram {
  const tf = tensors();
  const centred = (): Tensor2D => tf.sub<Tensor2D>(values, tf.mean(values, 0));
  const products = tf.tidy(() => {
    const rows = centred();
    return tf.matMul<Tensor2D>(rows, rows, false, true);
  });
  const { rows, columns, data } = ops().fromTensorSync(products);
  products.dispose();
  return {
    gram: { ...facts, rows, columns, data, holds: "products", rounding: float32Products, isFinite: isFinite(data) },
    // The weights' rows sum to 0: shifting z changes nothing, and a smaller z loses fewer digits.
    weighted: (weights) => tf.tidy(() => tf.matMul<Tensor2D>(ops().toTensor(weights), centred())),
  };
}

/** Distances in float64 throughout: for rows [m, d] whose float32 products lose what the kernel needs. Borrows them. */
export function float64BatchGram(values: Tensor2D): BatchGram {
  const { fromTensorSync, linalg, squaredDistances, toTensor } = ops();
  const centred = centredRows(fromTensorSync(values));
  const { rows, columns, data } = squaredDistances(centred, centred, linalg());
  return {
    gram: { ...facts, rows, columns, data, holds: "distances", rounding: float64Distances, isFinite: isFinite(data) },
    weighted: (weights) => toTensor(linalg().multiply(weights, centred)),
  };
}

const facts = { unit: 1, isConstant: false } as const;
const isFinite = (data: Float64Array): boolean => data.every(Number.isFinite);

function centredRows({ rows, columns, data }: Matrix): Matrix {
  const means = new Float64Array(columns);
  data.forEach((value, at) => (means[at % columns] = (means[at % columns] as number) + value / rows));
  return { rows, columns, data: data.map((value, at) => value - (means[at % columns] as number)) };
}
