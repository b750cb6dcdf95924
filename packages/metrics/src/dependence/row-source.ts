import type { Variable } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";

/** Samples of a variable, taken some rows at a time. */
export interface RowSource {
  readonly samples: number;
  readonly features: number;
  /** float32 [end - start, features]; the caller disposes it. */
  rows(start: number, end: number): Tensor2D;
}

/** Rows of a variable, whether it holds them all or makes them when asked. */
export function rowSource(variable: Variable): RowSource {
  const [samples, features] = variable.shape ?? variable.values.shape;
  return {
    samples,
    features,
    rows: (start, end) =>
      variable.rows?.(start, end) ?? tensors().slice2d(variable.values, [start, 0], [end - start, features]),
  };
}
