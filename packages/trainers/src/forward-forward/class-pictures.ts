import { sizeOf } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { oneHot } from "../local/one-hot.ts";
import { flatRows } from "../losses/rows.ts";
import type { EmbeddingTask } from "./label-embedding.ts";

/** Samples processed at a time. */
const chunk = 512;

/**
 * The picture of every class that is added to a sample: float32 [classes, values of a sample], new. `top-left`: the
 * largest value of the training set at pixel c, all channels. `average-`: the mean of the class's training samples.
 * `example-`: its first training sample. Throws when a class has no samples.
 */
export function classPictures(task: EmbeddingTask): Tensor2D {
  if (task.way === "top-left") return topLeft(task);
  const { batches, classes } = task;
  const members = Array.from({ length: classes }, (): number[] => []);
  batches.labels("train").forEach((label, index) => members[label]?.push(index));
  const empty = members.findIndex((indices) => indices.length === 0);
  if (empty >= 0) throw new Error(`forward-forward has no training sample of class ${empty} to make its picture of`);
  if (task.way.startsWith("average-")) return averages(task, members);
  const { x, y } = batches.samples(
    "train",
    members.map((indices) => indices[0] as number),
  );
  const pictures = flatRows(x);
  tensors().dispose([x, y]);
  return pictures;
}

function averages({ batches, classes, input }: EmbeddingTask, members: readonly (readonly number[])[]): Tensor2D {
  const tf = tensors();
  let sums: Tensor2D = tf.zeros([classes, sizeOf(input)]);
  for (const { x, y } of samples(batches)) {
    const next = tf.tidy(() => tf.add<Tensor2D>(sums, tf.matMul(oneHot(y.dataSync(), classes), flatRows(x), true)));
    tf.dispose([sums, x, y]);
    sums = next;
  }
  const means = tf.tidy(() => {
    const counts = members.map((indices) => [indices.length]);
    return tf.div<Tensor2D>(sums, tf.tensor2d(counts));
  });
  sums.dispose();
  return means;
}

function topLeft({ batches, classes, input }: EmbeddingTask): Tensor2D {
  const tf = tensors();
  let high = -Infinity;
  for (const { x, y } of samples(batches)) {
    high = Math.max(
      high,
      tf.tidy(() => tf.max(x).dataSync()[0] ?? 0),
    );
    tf.dispose([x, y]);
  }
  const perPlace = input.length === 3 ? (input[2] ?? 1) : 1;
  const values = new Float32Array(classes * sizeOf(input));
  for (let label = 0; label < classes; label++) {
    const start = label * sizeOf(input) + label * perPlace;
    values.fill(high, start, start + perPlace);
  }
  return tf.tensor2d(values, [classes, sizeOf(input)]);
}

/** All training samples, without augmentation; the caller disposes each batch. */
function* samples(batches: EmbeddingTask["batches"]) {
  const count = batches.count("train");
  for (let start = 0; start < count; start += chunk) {
    const length = Math.min(chunk, count - start);
    yield batches.samples(
      "train",
      Array.from({ length }, (_, at) => start + at),
    );
  }
}
