import type { Matrix } from "@infoplane/contracts";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/** Wraps values as a matrix without copying them. Throws if their number does not match. */
export function matrix(rows: number, columns: number, data: Float64Array): Matrix {
  if (data.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix has ${rows * columns} values, not ${data.length}`);
  }
  return { rows, columns, data };
}

/** The identity, [size, size]. */
export function identity(size: number): Matrix {
  const data = new Float64Array(size * size);
  for (let index = 0; index < size; index++) data[index * size + index] = 1;
  return { rows: size, columns: size, data };
}

/** Copies a tensor [rows, columns] off the engine. Borrows it until the promise settles. */
export async function fromTensor(values: Tensor2D): Promise<Matrix> {
  return { rows: values.shape[0], columns: values.shape[1], data: Float64Array.from(await values.data()) };
}

/** The same synchronously, for use in a training step. Throws on engines without synchronous reads. */
export function fromTensorSync(values: Tensor2D): Matrix {
  return { rows: values.shape[0], columns: values.shape[1], data: Float64Array.from(values.dataSync()) };
}

/** Rounds to a new float32 tensor [rows, columns]; the caller disposes it. */
export function toTensor(values: Matrix): Tensor2D {
  return tensors().tensor2d(Float32Array.from(values.data), [values.rows, values.columns]);
}
