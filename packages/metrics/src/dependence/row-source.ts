import type { Variable } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { classesThatOccur } from "./classes-that-occur.ts";

/** Samples of a variable, taken some rows at a time. */
export interface RowSource {
  readonly samples: number;
  readonly features: number;
  /** float32 [end - start, features]; the caller disposes it. */
  rows(start: number, end: number): Tensor2D;
}

/**
 * Rows of a variable, whether it holds them all or makes them when asked. Of labels, the classes that occur alone, in the
 * order in which they do: what they say is which samples are of one class, not what classes are called nor how many more
 * there could be.
 */
export function rowSource(variable: Variable): RowSource {
  const [samples, features] = variable.shape ?? variable.values.shape;
  const rows = (start: number, end: number): Tensor2D =>
    variable.rows?.(start, end) ?? tensors().slice2d(variable.values, [start, 0], [end - start, features]);
  const classes = variable.name === "Y" ? classesThatOccur(variable) : undefined;
  if (!classes) return { samples, features, rows };
  return {
    samples,
    features: classes.length,
    rows: (start, end) => {
      const tf = tensors();
      return tf.tidy(() => tf.gather<Tensor2D>(rows(start, end), tf.tensor1d([...classes], "int32"), 1));
    },
  };
}
