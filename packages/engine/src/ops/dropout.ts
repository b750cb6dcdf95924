import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { Stream, type Key } from "../random/stream.ts";
import { attr, isNative, kernel } from "./kernel.ts";

/**
 * Inverted dropout (Srivastava et al. 2014): each value is zero with probability `rate`, else divided by 1 - rate.
 *
 * x: float32, any shape; rate in [0, 1); the mask is a pure function of `key` and the shape (per engine: the native
 * engine draws with libtensorflow's stateless kernel, the others with the stream). Borrows x, returns a new tensor.
 */
export function dropout<T extends Tensor>(x: T, rate: number, key: Key): T {
  const tf = tensors();
  if (rate === 0) return x.clone();
  const uniform = isNative() ? uniformKernel(x.shape, key) : uniformStream(x.shape, key);
  const mask = tf.mul(tf.cast(tf.greaterEqual(uniform, rate), "float32"), 1 / (1 - rate));
  return tf.mul(x, mask);
}

function uniformKernel(shape: readonly number[], key: Key): Tensor {
  const tf = tensors();
  return tf.tidy(() =>
    kernel(
      "StatelessRandomUniform",
      [attr.type("dtype"), attr.type("T", "int32"), attr.type("Tseed", "int32")],
      [tf.tensor1d([...shape], "int32"), tf.tensor1d([...key], "int32")],
    ),
  );
}

function uniformStream(shape: readonly number[], key: Key): Tensor {
  const stream = new Stream(key);
  const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
  for (let index = 0; index < values.length; index++) values[index] = stream.uniform();
  return tensors().tensor(values, [...shape]);
}
