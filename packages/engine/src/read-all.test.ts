import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { startEngine } from "./choose/start-engine.ts";
import { readAll } from "./read-all.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine({ engine: "js" })));

it("reads tensors in order, and disposes them with what they were made from", async () => {
  const before = tf.memory().numTensors;
  const [a, b] = await readAll(() => {
    const one = tf.tensor1d([1, 2]);
    return [tf.add(one, 1), tf.sum(one)];
  });
  expect([[...a], [...b]]).toEqual([[2, 3], [3]]);
  expect(tf.memory().numTensors).toBe(before);
});

it("disposes all of them if one can't be read", async () => {
  const before = tf.memory().numTensors;
  const unreadable = (): Tensor => {
    const tensor = tf.scalar(1);
    tensor.data = () => Promise.reject(new Error("lost"));
    return tensor;
  };
  await expect(readAll(() => [tf.scalar(1), unreadable(), tf.scalar(2)])).rejects.toThrow("lost");
  expect(tf.memory().numTensors).toBe(before);
});
