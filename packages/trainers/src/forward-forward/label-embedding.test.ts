import type { Batches } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { LabelEmbedding, neutralWeights } from "./label-embedding.ts";
import { labelWays, type LabelWay } from "./plugin.ts";

beforeAll(async () => {
  await startEngine();
});

/** Four training samples of 1x3 pixels in two classes: means [2, 2, 2] and [0, 0, 4], first samples in front. */
const images = [
  [1, 1, 1],
  [0, 0, 8],
  [3, 3, 3],
  [0, 0, 0],
];
const labels = [0, 1, 0, 1];
const input = [1, 3, 1];
const batches = {
  count: () => 4,
  labels: () => Uint8Array.from(labels),
  samples: (_split: string, indices: readonly number[]) => ({
    x: tensors().tensor(
      indices.flatMap((at) => images[at]!),
      [indices.length, ...input],
    ),
    y: tensors().tensor1d(
      indices.map((at) => labels[at]!),
      "int32",
    ),
  }),
} as unknown as Batches;
const task = (way: LabelWay, classes = 2) => ({ way, input, classes, batches });

function embed(embedding: LabelEmbedding, weights: number[][]): number[] {
  const tf = tensors();
  return tf.tidy(() => {
    const x = tf.tensor([5, 6, 7], [1, ...input]);
    const found = embedding.embed(x, tf.tensor2d(weights));
    expect(found.shape).toEqual([1, ...embedding.output]);
    return [...found.dataSync()];
  });
}

/** Worked out by hand: [5, 6, 7] with label 1, and with half of each label. */
const expected: Record<LabelWay, readonly [labelled: number[], neutral: number[]]> = {
  "top-left": [
    [0, 8, 7],
    [4, 4, 7],
  ],
  "average-subtraction": [
    [5, 6, 3],
    [4, 5, 4],
  ],
  "average-mixture": [
    [2.5, 3, 5.5],
    [3, 3.5, 5],
  ],
  "average-channels": [
    [5, 0, 6, 0, 7, 4],
    [5, 1, 6, 1, 7, 3],
  ],
  "example-subtraction": [
    [5, 6, -1],
    [4.5, 5.5, 2.5],
  ],
  "example-mixture": [
    [2.5, 3, 7.5],
    [2.75, 3.25, 5.75],
  ],
  "example-channels": [
    [5, 0, 6, 0, 7, 8],
    [5, 0.5, 6, 0.5, 7, 4.5],
  ],
};

describe("the label in the input", () => {
  it.each(labelWays)("%s: matches the values worked out by hand, also without a label, and leaks no tensor", (way) => {
    const before = tensors().memory().numTensors;
    const embedding = new LabelEmbedding(task(way));
    expect(embed(embedding, [[0, 1]])).toEqual(expected[way][0]);
    const neutral = neutralWeights(1, 2);
    expect([...neutral.dataSync()]).toEqual([0.5, 0.5]);
    neutral.dispose();
    expect(embed(embedding, [[0.5, 0.5]])).toEqual(expected[way][1]);
    embedding.dispose();
    expect(tensors().memory().numTensors).toBe(before);
  });

  it("keeps its pictures when restored with different data", () => {
    const embedding = new LabelEmbedding(task("average-subtraction"));
    embed(embedding, [[0, 1]]);
    const other = new LabelEmbedding({ ...task("average-subtraction"), batches: {} as Batches });
    other.load(embedding.save());
    expect(embed(other, [[0, 1]])).toEqual(expected["average-subtraction"][0]);
    embedding.dispose();
    other.dispose();
  });

  it("says why a label can't be written", () => {
    expect(() => new LabelEmbedding(task("top-left", 4))).toThrow("can't write one of 4 labels into 3 pixels");
    const third = new LabelEmbedding(task("average-mixture", 3));
    expect(() => embed(third, [[0, 0, 1]])).toThrow("no training sample of class 2");
  });
});
