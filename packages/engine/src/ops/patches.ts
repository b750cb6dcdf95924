import type { Rank, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { everyNth } from "./every-nth.ts";

/** The part of the input that each pixel of a convolution's output sees. */
export interface Sight {
  /** Shape of the input: [n, h, w, in]. */
  readonly input: Tensor4D["shape"];
  /** Height and width of the kernel. */
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Height and width of the output. */
  readonly output: readonly [number, number];
  readonly pad: "same" | "valid" | number;
}

/** Zeros before and after the rows, and before and after the columns, so that every window is complete. */
function margins({ input, kernel, strides, output, pad }: Sight): [[number, number], [number, number]] {
  const along = (axis: 0 | 1): [number, number] => {
    const total = Math.max(0, (output[axis] - 1) * strides[axis] + kernel[axis] - input[(axis + 1) as 1 | 2]);
    if (typeof pad === "number") return [pad, Math.max(0, total - pad)];
    return pad === "valid" ? [0, 0] : [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return [along(0), along(1)];
}

/** Positions in the window, row by row. */
const placesOf = ([height, width]: Sight["kernel"]): [number, number][] =>
  Array.from({ length: height * width }, (_, at) => [Math.floor(at / width), at % width]);

/**
 * Inputs touched by each kernel position, in order: kh kw tensors [n, h', w', in]. x: any type [n, h, w, in]; borrowed.
 */
export function touched(x: Tensor4D, sight: Sight): Tensor4D[] {
  const tf = tensors();
  const padded = tf.pad4d(x, [[0, 0], ...margins(sight), [0, 0]]);
  return placesOf(sight.kernel).map((place) => everyNth(padded, place, sight.output, sight.strides));
}

/** All of them side by side, one row per output pixel: [n h' w', kh kw in]. */
export function patches(x: Tensor4D, sight: Sight): Tensor2D {
  const tf = tensors();
  return tf.tidy(() => {
    const all = touched(x, sight);
    return tf.reshape(tf.concat(all, 3), [-1, all.length * x.shape[3]]);
  });
}

/** The transpose of `patches` with stride 1: [n h w, kh kw in] -> [n, h, w, in], float32, with overlaps added up. */
export function overlapAdd(rows: Tensor2D, sight: Sight): Tensor4D {
  const tf = tensors();
  return tf.tidy(() => {
    const [n, height, width, channels] = sight.input;
    const [outHeight, outWidth] = sight.output;
    const [[top, bottom], [left, right]] = margins(sight);
    const places = placesOf(sight.kernel);
    const apart = tf.reshape<Rank.R4>(rows, [n, outHeight, outWidth, places.length * channels]);
    const spread = places.map(([row, column], at) => {
      const part = tf.slice4d(apart, [0, 0, 0, at * channels], [n, outHeight, outWidth, channels]);
      return tf.pad4d(part, [
        [0, 0],
        [row, top + height + bottom - outHeight - row],
        [column, left + width + right - outWidth - column],
        [0, 0],
      ]);
    });
    return tf.slice4d(tf.addN<Tensor4D>(spread), [0, top, left, 0], sight.input);
  });
}
