import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { tensors } from "../choose/engine.ts";
import { describeOps } from "../test/op-suite.ts";
import { pairedMaxPool } from "./paired-max-pool.ts";

describeOps("native-cpu");

it("pools alike by pairs and by libtensorflow's kernel, gradients and equal values too", () => {
  const tf = tensors();
  const before = [tf.memory().numTensors, tf.engine().state.numDataBuffers];
  tf.tidy(() => {
    // Whole numbers: many are equal.
    const x: Tensor4D = tf.floor(tf.randomUniform([3, 8, 8, 5], 0, 4, "float32", 1));
    const dy: Tensor4D = tf.randomNormal([3, 4, 4, 5], 0, 1, "float32", 2);
    const [byKernel, byPairs] = [
      (t: Tensor) => tf.maxPool(t as Tensor4D, 2, 2, "valid"),
      (t: Tensor) => pairedMaxPool(t as Tensor4D),
    ].map((pool) => [
      pool(x).dataSync(),
      tf
        .grad(pool)(x, dy)
        .dataSync()
        .map((value) => value + 0),
    ]);
    expect(byPairs).toEqual(byKernel);
  });
  expect([tf.memory().numTensors, tf.engine().state.numDataBuffers]).toEqual(before);
});
