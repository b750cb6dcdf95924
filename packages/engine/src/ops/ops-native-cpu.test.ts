import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { currentEngine, tensors } from "../choose/engine.ts";
import { observeKernels } from "../observe-kernels.ts";
import { describeOps } from "../test/op-suite.ts";
import { hasOneDnnMaxPool, oneDnnMaxPool } from "./onednn-max-pool.ts";
import { pairedMaxPool } from "./paired-max-pool.ts";

describeOps("native-cpu");

it.each([
  [2, 2, "valid", ["pairs", "oneDNN"]],
  [3, 2, "same", ["oneDNN"]],
  [3, 1, "valid", ["oneDNN"]],
] as const)(
  "pools windows of %i every %i (%s) as libtensorflow's kernel does, including gradients and ties, by %j",
  (size, stride, padding, ways) => {
    const tf = tensors();
    expect(hasOneDnnMaxPool()).toBe(true);
    const pools = {
      libtensorflow: (t: Tensor) => tf.maxPool(t as Tensor4D, size, stride, padding),
      pairs: (t: Tensor) => pairedMaxPool(t as Tensor4D),
      oneDNN: (t: Tensor) => oneDnnMaxPool(t as Tensor4D, size, stride, padding),
    };
    const before = [
      tf.memory().numTensors,
      tf.engine().state.numDataBuffers,
      currentEngine().binding!.getNumOfTensors(),
    ];
    tf.tidy(() => {
      // Whole numbers, so that there are many ties.
      const x: Tensor4D = tf.floor(tf.randomUniform([3, 8, 8, 5], 0, 4, "float32", 1));
      const dy = tf.round(tf.randomNormal(pools.libtensorflow(x).shape, 0, 9, "float32", 2));
      const of = (pool: (t: Tensor) => Tensor): Float32Array[] => [
        pool(x).dataSync<"float32">(),
        tf
          .grad(pool)(x, dy)
          .dataSync<"float32">()
          .map((value) => value + 0),
      ];
      for (const way of ways) expect(of(pools[way])).toEqual(of(pools.libtensorflow));
    });
    expect([
      tf.memory().numTensors,
      tf.engine().state.numDataBuffers,
      currentEngine().binding!.getNumOfTensors(),
    ]).toEqual(before);
  },
);

it("pools windows and images of any size by oneDNN as libtensorflow's kernel does", () => {
  const tf = tensors();
  const upTo = (max: number) => fc.integer({ min: 1, max });
  const shape = fc.tuple(upTo(3), upTo(17), upTo(17), upTo(20));
  fc.assert(
    fc.property(shape, upTo(5), upTo(4), fc.constantFrom("same", "valid"), (dims, size, stride, padding) => {
      fc.pre(padding === "same" || Math.min(dims[1], dims[2]) >= size);
      tf.tidy(() => {
        // Whole numbers, which add up exactly if windows overlap.
        const x: Tensor4D = tf.floor(tf.randomUniform(dims, 0, 9, "float32", 1));
        const theirs = (t: Tensor): Tensor => tf.maxPool(t as Tensor4D, size, stride, padding);
        const ours = (t: Tensor): Tensor => oneDnnMaxPool(t as Tensor4D, size, stride, padding);
        const dy = tf.round(tf.randomNormal(theirs(x).shape, 0, 9, "float32", 2));
        expect(ours(x).dataSync()).toEqual(theirs(x).dataSync());
        expect(tf.max(tf.abs(tf.sub(tf.grad(ours)(x, dy), tf.grad(theirs)(x, dy)))).dataSync()[0]).toBe(0);
      });
    }),
  );
});

it("records the positions of maxima in a byte each, and keeps nothing else", () => {
  const tf = tensors();
  const x: Tensor4D = tf.ones([2, 8, 8, 4]);
  const before = tf.memory().numBytes;
  let within = NaN;
  tf.grad((t) => {
    const y = oneDnnMaxPool(t as Tensor4D, 2, 2, "valid");
    within = tf.memory().numBytes;
    return y;
  })(x).dispose();
  const maxima = 2 * 4 * 4 * 4;
  expect(within - before).toBe(4 * maxima + maxima);
  x.dispose();
});

it("has its kernels observed by a profile", () => {
  const tf = tensors();
  const seen: string[] = [];
  const stop = observeKernels(performance.now.bind(performance), ({ name }) => seen.push(name));
  tf.tidy(() => tf.grad((t) => oneDnnMaxPool(t as Tensor4D, 2, 2, "valid"))(tf.ones([1, 2, 2, 1])));
  stop();
  expect(seen).toEqual(expect.arrayContaining(["_MklNativeMaxPool", "_MklNativeMaxPoolGrad"]));
});
