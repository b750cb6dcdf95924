import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropFilterInputs,
  KernelFunc,
  Tensor4D,
} from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/**
 * Gradient of a 2-d convolution in its filter, from slices and matrix products alone:
 * dW[i, j] = X(i, j)^T dY, with X(i, j) the inputs that filter position (i, j) touches.
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
    const parts = [];
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        const end = [n, i + (outHeight - 1) * strides[0] + 1, j + (outWidth - 1) * strides[1] + 1, inChannels];
        const touched = tf.stridedSlice(padded, [0, i, j, 0], end, [1, strides[0], strides[1], 1]);
        parts.push(tf.matMul(tf.reshape(touched, [-1, inChannels]), rows, true, false));
      }
    }
    return tf.reshape(tf.stack(parts), [...filterShape]);
  });
}

/** The same as a tfjs kernel function, to be registered for an engine that lacks it. */
export const conv2dBackpropFilterKernel: KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as unknown as Record<keyof Conv2DBackpropFilterInputs, Tensor4D>;
  const { filterShape, strides, pad } = attrs as unknown as Conv2DBackpropFilterAttrs;
  const stride: readonly [number, number] = typeof strides === "number" ? [strides, strides] : strides;
  if (typeof pad !== "string" && typeof pad !== "number") throw new Error("explicit padding per edge is not supported");
  return conv2dBackpropFilter(x, dy, filterShape, stride, pad);
};
