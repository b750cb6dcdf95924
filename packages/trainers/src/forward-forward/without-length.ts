import { tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { flatRows } from "../losses/rows.ts";
import type { ForwardForwardOptions } from "./options.ts";

/** Kept away from 0 / 0 for a sample that nothing answers to. */
const least = 1e-4;

/**
 * What a block sees of the one before: the direction of each sample without the length, in which its goodness lies
 * (Hinton 2022, section 2). [n, ...] -> the same shape, new: x / (|x| + 1e-4), or x / (rms + 1e-4).
 */
export function withoutLength(x: Tensor, kind: ForwardForwardOptions["normalise"]): Tensor {
  const tf = tensors();
  if (kind === "none") return x.clone();
  return tf.tidy(() => {
    const values = flatRows(x);
    const squares = tf.square(values);
    const size = tf.sqrt(kind === "length" ? tf.sum(squares, 1, true) : tf.mean(squares, 1, true));
    return tf.reshape(tf.div(values, tf.add(size, least)), x.shape);
  });
}
