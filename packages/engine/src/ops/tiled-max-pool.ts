import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";

/** Whether windows of this size and stride cover an image without overlap, rest or padding. */
export function tiles([, height, width]: Tensor4D["shape"], size: number, stride: number): boolean {
  return size === stride && height % size === 0 && width % size === 0;
}

/**
 * `maxPool` of windows that tile the image. Forward is the engine's kernel. Its gradient kernel looks for every maximum
 * once more, value by value: comparing whole slices takes about a third of the time on libtensorflow, and gives the same
 * bits. It needs no padding here either, which wasm and cpu of tfjs 4.22 get wrong.
 */
export function tiledMaxPool(x: Tensor4D, size: number): Tensor4D {
  const tf = tensors();
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor4D, (saved: Tensor[]) => void];
    const value = tf.maxPool(input, size, size, "valid");
    save([input, value]);
    return {
      value,
      gradFunc: (dy: Tensor, [saved, largest]: Tensor[]) =>
        tf.tidy(() => gradient(saved as Tensor4D, largest as Tensor4D, dy as Tensor4D, size)),
    };
  });
  return op(x);
}

/** dy at the first of the largest values of each window, row by row; 0 elsewhere. Frees each part as soon as it is used. */
function gradient(x: Tensor4D, largest: Tensor4D, dy: Tensor4D, size: number): Tensor4D {
  const tf = tensors();
  const [n, height, width, c] = x.shape;
  const [rows, columns] = [height / size, width / size];
  const windows = tf.reshape(x, [n * rows, size, columns, size, c]);
  const onePlace = [n * rows, 1, columns, 1, c];
  const [maxima, flow] = [tf.reshape(largest, onePlace), tf.reshape(dy, onePlace)];
  const range = Array.from({ length: size }, (_, index) => index);
  let open: Tensor = tf.fill(onePlace, 1, "bool");
  const part = (i: number, j: number): Tensor => {
    const [first, rest] = tf.tidy(() => {
      const found = tf.equal(tf.slice(windows, [0, i, 0, j, 0], onePlace), maxima);
      return [tf.logicalAnd(found, open), tf.logicalAnd(open, tf.logicalNot(found))] as [Tensor, Tensor];
    });
    open.dispose();
    open = rest;
    const flows = tf.tidy(() => tf.mul(tf.cast(first, "float32"), flow));
    first.dispose();
    return flows;
  };
  const lines = range.map((i) =>
    joined(
      range.map((j) => part(i, j)),
      3,
    ),
  );
  return tf.reshape(joined(lines, 1), x.shape);
}

/** One tensor of all parts; frees them. */
function joined(parts: Tensor[], axis: number): Tensor {
  const whole = tensors().concat(parts, axis);
  tensors().dispose(parts);
  return whole;
}
