import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropFilterInputs,
  KernelFunc,
  Tensor4D,
} from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/** Places of an output image up to which all inputs that they touch are joined: beyond, their copy takes more than it gives. */
const joinedPlaces = 16;

/**
 * Gradient of a 2-d convolution in its filter, from slices and matrix products alone:
 * dW[i, j] = X(i, j)^T dY, with X(i, j) the inputs that filter position (i, j) touches; for small images one product of
 * all X(i, j) side by side.
 *
 * x: float32 [n, h, w, in]; dy: float32 [n, h', w', out]; returns a new float32 filterShape [k, k, in, out].
 * For engines without such a kernel: tfjs-backend-wasm has none (tfjs issue 8474).
 */
export function conv2dBackpropFilter(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly [number, number, number, number],
  strides: readonly [number, number],
  pad: "same" | "valid" | number,
): Tensor4D {
  const tf = tensors();
  return tf.tidy(() => {
    const [kernelHeight, kernelWidth, inChannels, outChannels] = filterShape;
    const [n, outHeight, outWidth] = dy.shape;
    const before = (size: number, out: number, stride: number, k: number): [number, number] => {
      if (typeof pad === "number") return [pad, Math.max(0, (out - 1) * stride + k - size - pad)];
      const total = Math.max(0, (out - 1) * stride + k - size);
      return pad === "valid" ? [0, 0] : [Math.floor(total / 2), Math.ceil(total / 2)];
    };
    const padded = tf.pad4d(x, [
      [0, 0],
      before(x.shape[1], outHeight, strides[0], kernelHeight),
      before(x.shape[2], outWidth, strides[1], kernelWidth),
      [0, 0],
    ]);
    const rows = tf.reshape(dy, [-1, outChannels]);
    const touched: Tensor4D[] = [];
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        touched.push(every(padded, [i, j], [n, outHeight, outWidth, inChannels], strides));
      }
    }
    if (outHeight * outWidth <= joinedPlaces) {
      const all = tf.reshape(tf.concat(touched, 3), [-1, touched.length * inChannels]);
      return tf.reshape(tf.matMul(all, rows, true, false), [...filterShape]);
    }
    const parts = touched.map((part) => tf.matMul(tf.reshape(part, [-1, inChannels]), rows, true, false));
    return tf.reshape(tf.stack(parts), [...filterShape]);
  });
}

/** Places of an image from one on, every so many rows and columns: [n, h, w, c] -> `shape`. */
function every(
  x: Tensor4D,
  [row, column]: readonly [number, number],
  shape: Tensor4D["shape"],
  [down, right]: readonly [number, number],
): Tensor4D {
  const tf = tensors();
  // Several times faster than the general form.
  if (down === 1 && right === 1) return tf.slice4d(x, [0, row, column, 0], shape);
  const [n, height, width, channels] = shape;
  const end = [n, row + (height - 1) * down + 1, column + (width - 1) * right + 1, channels];
  return tf.stridedSlice(x, [0, row, column, 0], end, [1, down, right, 1]) as Tensor4D;
}

/** Whether oneDNN's own kernel takes longer: small images of many channels (2x2 of 512: 3 times, 4x4: 1.2 times). */
export function beatsOneDnn({ x, dy }: { readonly x: Tensor4D; readonly dy: Tensor4D }): boolean {
  return dy.shape[1] * dy.shape[2] <= joinedPlaces && x.shape[3] >= 64;
}

/** The same as a tfjs kernel function, to be registered for an engine that lacks it. */
export const conv2dBackpropFilterKernel: KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as unknown as Record<keyof Conv2DBackpropFilterInputs, Tensor4D>;
  const { filterShape, strides, pad } = attrs as unknown as Conv2DBackpropFilterAttrs;
  const stride: readonly [number, number] = typeof strides === "number" ? [strides, strides] : strides;
  if (typeof pad !== "string" && typeof pad !== "number") throw new Error("explicit padding per edge is not supported");
  return conv2dBackpropFilter(x, dy, filterShape, stride, pad);
};
