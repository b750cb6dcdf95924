import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { currentEngine, tensors } from "../choose/engine.ts";
import type { Padding } from "@infoplane/contracts";
import { everyNth } from "./every-nth.ts";
import { isNative } from "./kernel.ts";
import { hasOneDnnMaxPool, oneDnnMaxPool } from "./onednn-max-pool.ts";
import { pairedMaxPool } from "./paired-max-pool.ts";

/**
 * Largest value of each window. x: float32 [n, h, w, c]; returns a new [n, h', w', c]; borrows x. Differentiable:
 * the gradient goes to the first of equal values, row by row.
 */
export function maxPool(x: Tensor4D, size: number, stride: number, padding: Padding): Tensor4D {
  const tf = tensors();
  const forward = (input: Tensor4D): Tensor4D => heedNaN(tf.maxPool(input, size, stride, padding), input);
  if (!tf.engine().isTapeOn() || currentEngine().info.name === "native-gpu") return forward(x);
  if (hasOneDnnMaxPool()) return heedNaN(oneDnnMaxPool(x, size, stride, padding), x);
  const even = x.shape[1] % 2 === 0 && x.shape[2] % 2 === 0;
  if (size === 2 && stride === 2 && even) return isNative() ? pairedMaxPool(x) : heedNaN(pairedMaxPool(x), x);
  if (isNative()) return forward(x);
  return withGradient(
    x,
    forward,
    (input, dy) => {
      const windows = slices(input, dy, { size, stride, padding, fill: -Infinity });
      const first = tf.argMax(tf.stack(windows), 0);
      return windows.map((_, place) => tf.mul(dy, tf.cast(tf.equal(first, place), "float32")));
    },
    { size, stride, padding },
  );
}

/**
 * The maxima, or all NaN if a value of x is NaN or infinite: kernels ignore NaN (oneDNN's returns -3.4e38 for an
 * all-NaN window), and a diverged training would continue with a finite loss. Disposes the maxima.
 */
function heedNaN(maxima: Tensor4D, x: Tensor4D): Tensor4D {
  const tf = tensors();
  const op = tf.customGrad((values) => ({
    value: tf.add<Tensor4D>(values as Tensor4D, tf.mul(tf.sum(x), 0)),
    gradFunc: (dy: Tensor) => dy.clone(),
  }));
  const heeded = op(maxima) as Tensor4D;
  maxima.dispose();
  return heeded;
}

/** Mean of each window, excluding padding. Shapes and ownership as for `maxPool`. */
export function avgPool(x: Tensor4D, size: number, stride: number, padding: Padding): Tensor4D {
  const tf = tensors();
  const forward = (input: Tensor4D): Tensor4D => tf.avgPool(input, size, stride, padding);
  if (isNative()) return forward(x);
  return withGradient(
    x,
    forward,
    (input, dy) => {
      const inside = slices(tf.onesLike(input), dy, { size, stride, padding, fill: 0 });
      const share = tf.div(dy, tf.addN(inside));
      return inside.map((one) => tf.mul(share, one));
    },
    { size, stride, padding },
  );
}

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

/**
 * Pooling with a gradient made of slices: the backends wasm and cpu of tfjs 4.22 give wrong gradients of max pooling,
 * and of average pooling at padded borders. `parts` returns the gradient for each position in the window.
 */
function withGradient(
  x: Tensor4D,
  forward: (x: Tensor4D) => Tensor4D,
  parts: (x: Tensor4D, dy: Tensor4D) => Tensor[],
  window: Window,
): Tensor4D {
  const op = tensors().customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor4D, (saved: Tensor[]) => void];
    save([input]);
    return {
      value: forward(input),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) =>
        gather(parts(saved as Tensor4D, dy as Tensor4D) as Tensor4D[], saved as Tensor4D, window),
    };
  });
  return op(x);
}

/** Zeros before and after an axis so that every window is complete. */
function border(length: number, out: number, { size, stride, padding }: Window): [before: number, after: number] {
  const total = padding === "valid" ? 0 : Math.max(0, (out - 1) * stride + size - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** For each position in the window, row by row, the inputs there of every window: size^2 tensors [n, h', w', c]. */
function slices(x: Tensor4D, like: Tensor4D, window: Window & { readonly fill: number }): Tensor4D[] {
  const tf = tensors();
  const { size, stride, fill } = window;
  const [, rows, columns] = like.shape;
  const edges = [border(x.shape[1], rows, window), border(x.shape[2], columns, window)] as const;
  const padded = tf.pad4d(x, [[0, 0], edges[0], edges[1], [0, 0]], fill);
  return places(size).map((place) => everyNth(padded, place, [rows, columns], [stride, stride]));
}

/** The reverse of `slices`: adds each part back to where it came from, in the shape of x. */
function gather(parts: readonly Tensor4D[], x: Tensor4D, window: Window): Tensor4D {
  const tf = tensors();
  const { size, stride } = window;
  const [n, height, width, c] = x.shape;
  const [rows, columns] = [parts[0]?.shape[1] ?? 0, parts[0]?.shape[2] ?? 0];
  const [top] = border(height, rows, window);
  const [left] = border(width, columns, window);
  const tall = Math.max(height + top, rows * stride + size);
  const wide = Math.max(width + left, columns * stride + size);
  const spread = places(size).map(([i, j], place) => {
    const part = tf.reshape(parts[place] as Tensor4D, [n, rows, 1, columns, 1, c]);
    const dilated = tf.pad(part, [
      [0, 0],
      [0, 0],
      [0, stride - 1],
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]);
    const image: Tensor4D = tf.reshape(dilated, [n, rows * stride, columns * stride, c]);
    return tf.pad4d(image, [
      [0, 0],
      [i, tall - rows * stride - i],
      [j, wide - columns * stride - j],
      [0, 0],
    ]);
  });
  return tf.slice4d(tf.addN(spread), [0, top, left, 0], [n, height, width, c]);
}

function places(size: number): [number, number][] {
  return Array.from({ length: size * size }, (_, place) => [Math.floor(place / size), place % size]);
}
