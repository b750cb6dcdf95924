import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { filterGradientByProduct, plainProduct } from "./conv2d-by-product.ts";
import { touched, type Sight } from "./patches.ts";

/** Output pixels up to which all patches are joined: beyond that, copying costs more than it saves. */
const joinedPlaces = 16;

/**
 * Gradient of a 2-d convolution in its filter, from slices and matrix products alone: dW[i, j] = X(i, j)^T dY, with
 * X(i, j) the inputs that filter position (i, j) touches; for small images one product of all X(i, j) side by side.
 *
 * x: float32 [n, h, w, in]; dy: float32 [n, h', w', out]; returns a new float32 filterShape [k, k, in, out]. For
 * engines without such a kernel: tfjs-backend-wasm has none (tfjs issue 8474).
 */
export function conv2dBackpropFilter(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly [number, number, number, number],
  strides: readonly [number, number],
  pad: Sight["pad"],
): Tensor4D {
  const tf = tensors();
  const [height, width, inChannels, outChannels] = filterShape;
  const output = [dy.shape[1], dy.shape[2]] as const;
  const sight: Sight = { input: x.shape, kernel: [height, width], strides, output, pad };
  return tf.tidy(() => {
    if (output[0] * output[1] <= joinedPlaces) return filterGradientByProduct(x, dy, [...filterShape], sight);
    const rows = tf.reshape<Rank.R2>(dy, [-1, outChannels]);
    const parts = touched(x, sight).map((part) => plainProduct(tf.reshape<Rank.R2>(part, [-1, inChannels]), rows, "a"));
    return tf.reshape(tf.stack(parts), [...filterShape]);
  });
}
