import type { Padding } from "@infoplane/contracts";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { everyNth } from "./every-nth.ts";
import { isNative } from "./kernel.ts";
import { nativeConv2d } from "./native-conv2d.ts";
import { currentPrecision } from "./precision.ts";

/**
 * 2-d cross-correlation in the current precision. x: float32 [n, h, w, in]; kernel: float32 [k, k, in, out]; returns a
 * new [n, h', w', out] with h' = ceil(h / stride) for "same", ceil((h - k + 1) / stride) for "valid". Borrows its
 * arguments. Differentiable in both.
 *
 * Two cases are rewritten to equivalent ones, because kernels get them wrong: a 1x1 kernel with a stride (oneDNN's
 * filter gradient reads and writes beyond its memory), and "same" if no padding is needed and windows leave out the
 * border (wasm takes the negative padding for an empty image and returns zeros).
 */
export function conv2d(x: Tensor4D, kernel: Tensor4D, stride: number, padding: Padding): Tensor4D {
  const tf = tensors();
  const size = kernel.shape[0];
  if (size === 1 && stride > 1) return tf.tidy(() => convolve(subsample(x, stride), kernel, 1, "valid"));
  if (padding === "valid") return convolve(x, kernel, stride, "valid");
  const totals = [x.shape[1], x.shape[2]].map((length) => (Math.ceil(length / stride) - 1) * stride + size - length);
  if (totals.every((total) => total >= 0)) return convolve(x, kernel, stride, "same");
  return tf.tidy(() => {
    const [rows, columns] = totals.map((total): [number, number] => [
      Math.floor(Math.max(0, total) / 2),
      Math.ceil(Math.max(0, total) / 2),
    ]) as [[number, number], [number, number]];
    return convolve(tf.pad4d(x, [[0, 0], rows, columns, [0, 0]]), kernel, stride, "valid");
  });
}

function convolve(x: Tensor4D, kernel: Tensor4D, stride: number, padding: Padding): Tensor4D {
  if (isNative()) return nativeConv2d(x, kernel, stride, padding, currentPrecision());
  return tensors().conv2d(x, kernel, stride, padding);
}

/**
 * Every stride-th row and column, from the first: [n, ceil(h / stride), ceil(w / stride), c]. It has its own gradient,
 * as those of its parts keep the intermediate values (resnet18's peak: 2956 MB instead of 2765).
 */
function subsample(x: Tensor4D, stride: number): Tensor4D {
  const tf = tensors();
  const [n, height, width, channels] = x.shape;
  const op = tf.customGrad((...args) => {
    const [input] = args as unknown as [Tensor4D];
    return {
      value: everyNth(input, [0, 0], [Math.ceil(height / stride), Math.ceil(width / stride)], [stride, stride]),
      gradFunc: (dy: Tensor) => {
        const [, rows = 0, columns = 0] = dy.shape;
        const apart = tf.pad(tf.reshape(dy, [n, rows, 1, columns, 1, channels]), [
          ...([
            [0, 0],
            [0, 0],
            [0, stride - 1],
            [0, 0],
            [0, stride - 1],
            [0, 0],
          ] as [number, number][]),
        ]);
        const image: Tensor4D = tf.reshape(apart, [n, rows * stride, columns * stride, channels]);
        return tf.slice4d(image, [0, 0, 0, 0], [n, height, width, channels]);
      },
    };
  });
  return op(x) as Tensor4D;
}
