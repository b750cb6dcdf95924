import type { EngineName } from "@infoplane/contracts";
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  avgPool,
  batchNormInfer,
  batchNormTrain,
  biasAdd,
  conv2d,
  conv2dBackpropFilter,
  createAdam,
  createParameter,
  createSgd,
  dropout,
  gelu,
  maxPool,
  meter,
  normalise,
  readArray,
  relu,
  softmaxCrossEntropy,
  startEngine,
  Streams,
  tensors,
} from "../index.ts";
import {
  batchNormReference,
  conv2dGradientReference,
  conv2dReference,
  crossEntropyReference,
  dense,
  finiteDifferences,
  geluReference,
  momentsReference,
  normaliseReference,
  poolReference,
  type Dense,
} from "./reference-ops.ts";

const stream = new Streams(11).stream("test");
const random = (...shape: number[]): Dense => dense(shape, () => stream.normal());
const tensor = (a: Dense): Tensor => tensors().tensor(Float32Array.from(a.data), [...a.shape]);
const weightOf = (index: number): number => Math.sin(index * 1.7) + 0.3;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  const worst = Math.max(...Array.from(expected, (value, index) => Math.abs(value - (actual[index] ?? NaN)))) / scale;
  expect(worst).toBeLessThan(tolerance);
}

/** Checks an operation's value and gradients against the float64 reference and finite differences, and for leaks. */
function expectOp(
  op: (...inputs: Tensor[]) => Tensor,
  reference: (...inputs: Dense[]) => Dense,
  inputs: Dense[],
): void {
  const tf = tensors();
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const given = inputs.map(tensor);
    const expected = reference(...inputs);
    const y = op(...given);
    expect(y.shape).toEqual(expected.shape);
    expectClose(y.dataSync(), expected.data, 2e-5);
    const weights = tf.tensor(
      Float32Array.from({ length: y.size }, (_, i) => weightOf(i)),
      y.shape,
    );
    const gradients = tf.grads((...values: Tensor[]) => tf.sum(tf.mul(op(...values), weights)))(given);
    finiteDifferences(reference, inputs, weightOf).forEach((numeric, place) => {
      expectClose((gradients[place] as Tensor).dataSync(), numeric.data, 2e-4);
    });
  });
  expect(tf.memory().numTensors).toBe(before);
}

/** Tests every operation on one engine. Each engine has a file that calls this: a process has one engine. */
export function describeOps(engine: EngineName): void {
  describe(`operations on ${engine}`, () => {
    beforeAll(async () => {
      await startEngine({ engine });
    });

    it.each([
      [1, "same", 3],
      [2, "same", 3],
      [1, "valid", 3],
      [2, "valid", 2],
      [2, "same", 1],
      [1, "same", 5],
    ] as const)("convolves with stride %i, padding %s, kernel %i", (stride, padding, size) => {
      expectOp(
        (x, kernel) => conv2d(x as Tensor4D, kernel as Tensor4D, stride, padding),
        (x, kernel) => conv2dReference(x, kernel, stride, padding),
        [random(2, 6, 5, 3), random(size, size, 3, 4)],
      );
    });

    it.each([
      [32, 6, 1, 2, "same"],
      [28, 1, 1, 2, "valid"],
      [33, 3, 1, 2, "same"],
      [9, 2, 1, 3, "same"],
      [32, 1, 3, 4, "same"],
      [11, 2, 3, 4, "same"],
      [4, 64, 3, 1, "same"],
      [2, 64, 3, 1, "same"],
      [4, 64, 3, 1, "valid"],
      [3, 64, 5, 2, "same"],
      [5, 64, 3, 2, "valid"],
    ] as const)(
      "convolves where kernels are known to fail or are replaced: size %i, %i channels, kernel %i, stride %i, %s",
      (size, channels, k, stride, padding) => {
        const tf = tensors();
        const [x, kernel] = [random(2, size, size, channels), random(k, k, channels, 4)];
        const expected = conv2dReference(x, kernel, stride, padding);
        const dy = dense(expected.shape, weightOf);
        tf.tidy(() => {
          const [a, b] = [tensor(x), tensor(kernel)] as [Tensor4D, Tensor4D];
          expectClose(conv2d(a, b, stride, padding).dataSync(), expected.data, 2e-5);
          const objective = (...[v, w]: Tensor[]): Tensor =>
            tf.sum(tf.mul(conv2d(v as Tensor4D, w as Tensor4D, stride, padding), tensor(dy)));
          const [dx, dw] = tf.grads(objective)([a, b]) as [Tensor, Tensor];
          const exact = conv2dGradientReference(x, kernel, dy, stride, padding);
          expectClose(dx.dataSync(), exact.dx.data, 2e-4);
          expectClose(dw.dataSync(), exact.dw.data, 2e-4);
        });
      },
    );

    it.each([
      [1, "same", 3],
      [2, "same", 3],
      [2, "valid", 2],
    ] as const)(
      "composes the filter gradient from slices: stride %i, padding %s, kernel %i",
      (stride, padding, size) => {
        const [x, kernel] = [random(2, 6, 5, 3), random(size, size, 3, 4)];
        const [, numeric] = finiteDifferences((a, b) => conv2dReference(a, b, stride, padding), [x, kernel], weightOf);
        tensors().tidy(() => {
          const y = conv2dReference(x, kernel, stride, padding);
          const dy = tensor(dense(y.shape, weightOf)) as Tensor4D;
          const shape = [size, size, 3, 4] as const;
          const gradient = conv2dBackpropFilter(tensor(x) as Tensor4D, dy, shape, [stride, stride], padding);
          expectClose(gradient.dataSync(), numeric!.data, 2e-4);
        });
      },
    );

    it.each([
      [2, 2, "valid"],
      [3, 3, "same"],
      [3, 2, "same"],
      [4, 4, "valid"],
    ] as const)("pools windows of %i every %i, padding %s", (size, stride, padding) => {
      const window = { size, stride, padding };
      const x = random(2, 6, 6, 3);
      expectOp(
        (t) => maxPool(t as Tensor4D, size, stride, padding),
        (a) => poolReference(a, window, "max"),
        [x],
      );
    });

    it.each([
      [2, 2, 8, "all"],
      [2, 2, 7, "all"],
      [3, 2, 8, "all"],
      [2, 2, 8, "one"],
      [3, 2, 8, "one"],
    ] as const)(
      "propagates NaN through windows of %i every %i of images of %i, %s of the values, in training and without",
      (size, stride, side, share) => {
        const tf = tensors();
        tf.tidy(() => {
          const values = Array.from({ length: side * side * 2 }, (_, at) => (share === "all" || at === 5 ? NaN : at));
          const x = tf.tensor4d(values, [1, side, side, 2]);
          const pool = (t: Tensor): Tensor => tf.sum(maxPool(t as Tensor4D, size, stride, "valid"));
          expect(pool(x).dataSync()[0]).toBeNaN();
          expect(tf.valueAndGrad(pool)(x).value.dataSync()[0]).toBeNaN();
        });
      },
    );

    it("gives the gradient of equal values to the first of them, row by row", () => {
      const tf = tensors();
      tf.tidy(() => {
        const x = tf.tensor4d([0, 5, 5, 5, 7, 7, 7, 7], [2, 2, 2, 1]);
        const dy = tf.tensor4d([3, -2], [2, 1, 1, 1]);
        const dx = tf.grad((t) => maxPool(t as Tensor4D, 2, 2, "valid"))(x, dy);
        expect([...dx.dataSync()].map((value) => value + 0)).toEqual([0, 3, 0, 0, -2, 0, 0, 0]);
      });
    });

    it.each([
      [2, 2, "valid"],
      [3, 2, "same"],
    ] as const)("averages windows of %i every %i, padding %s", (size, stride, padding) => {
      const window = { size, stride, padding };
      const x = random(2, 6, 6, 3);
      expectOp(
        (t) => avgPool(t as Tensor4D, size, stride, padding),
        (a) => poolReference(a, window, "mean"),
        [x],
      );
    });

    it("normalises a batch and updates the running statistics", () => {
      const tf = tensors();
      const [x, gamma, beta] = [random(4, 3, 3, 2), random(2), random(2)];
      const running: Tensor1D[] = [];
      const mean = tf.tensor1d([0.5, -0.5]);
      const variance = tf.tensor1d([2, 3]);
      expectOp(
        (t, g, b) =>
          batchNormTrain(
            t as Tensor4D,
            { gamma: g as Tensor1D, beta: b as Tensor1D, mean, variance },
            { epsilon: 1e-5, momentum: 0.1 },
            (newMean, newVariance) => {
              while (running.length > 0) running.pop()?.dispose();
              tf.dispose([newMean, newVariance]);
            },
          ),
        (a, g, b) => batchNormReference(a, g, b, 1e-5),
        [x, gamma, beta],
      );
      tf.tidy(() => {
        const moments = momentsReference(x);
        const [g, b] = [tensor(gamma) as Tensor1D, tensor(beta) as Tensor1D];
        batchNormTrain(
          tensor(x) as Tensor4D,
          { gamma: g, beta: b, mean, variance },
          { epsilon: 1e-5, momentum: 0.1 },
          (m, v) => {
            const bessel = moments.count / (moments.count - 1);
            expectClose(
              m.dataSync(),
              [0.5, -0.5].map((old, c) => 0.9 * old + 0.1 * moments.mean[c]!),
              1e-5,
            );
            expectClose(
              v.dataSync(),
              [2, 3].map((old, c) => 0.9 * old + 0.1 * bessel * moments.variance[c]!),
              1e-5,
            );
            tf.dispose([m, v]);
          },
        );
      });
      tf.dispose([mean, variance]);
    });

    it("normalises with the running statistics in evaluation", () => {
      const tf = tensors();
      tf.tidy(() => {
        const x = random(2, 2, 2, 1);
        const one = (v: number): Tensor1D => tf.tensor1d([v]);
        const weights = { gamma: one(2), beta: one(1), mean: one(0.5), variance: one(4) };
        const y = batchNormInfer(tensor(x) as Tensor4D, weights, 0);
        expectClose(
          y.dataSync(),
          x.data.map((v) => (2 * (v - 0.5)) / 2 + 1),
          1e-5,
        );
      });
    });

    it("rectifies and adds a bias", () => {
      expectOp(
        (x) => relu(x),
        (x) => dense(x.shape, (i) => Math.max(0, x.data[i]!)),
        [random(3, 4)],
      );
      expectOp(
        (x, b) => biasAdd(x, b as Tensor1D),
        (x, b) => dense(x.shape, (i) => x.data[i]! + b.data[i % 4]!),
        [random(2, 3, 3, 4), random(4)],
      );
    });

    it("passes values through the normal distribution function, including extreme ones", () => {
      expectOp(gelu, geluReference, [random(3, 4)]);
      const wide = dense([8], (i) => [-40, -5, -0.1, 0, 0.1, 3, 5, 40][i]!);
      tensors().tidy(() => expectClose(gelu(tensor(wide)).dataSync(), geluReference(wide).data, 1e-6));
    });

    it.each([
      [[2, 5, 6], [2]],
      [
        [2, 9, 2, 3],
        [1, 3],
      ],
      [[2, 7, 3], [1]],
    ] as const)("normalises %j over the axes %j", (shape, axes) => {
      expectOp(
        (x) => normalise(x, axes, 1e-5),
        (x) => normaliseReference(x, axes, 1e-5),
        [random(...shape)],
      );
    });

    it("evaluates the cross-entropy, including large scores", () => {
      const labels = [0, 2, 1, 2];
      const op = (z: Tensor): Tensor => softmaxCrossEntropy(z as Tensor2D, tensors().tensor1d(labels, "int32"));
      const reference = (z: Dense): Dense => crossEntropyReference(z, labels);
      expectOp(op, reference, [random(4, 3)]);
      const large = dense([4, 3], (i) => 100 * Math.sin(i * 3));
      tensors().tidy(() => expectClose(op(tensor(large)).dataSync(), reference(large).data, 1e-5));
    });

    it("drops the stated share, the same for the same key, keeping the mean", () => {
      const tf = tensors();
      tf.tidy(() => {
        const x = tf.ones([100, 100]);
        const [a, again, other] = [
          [1, 2],
          [1, 2],
          [3, 2],
        ].map((key) => dropout(x, 0.2, key as [number, number]).dataSync());
        expect(again).toEqual(a);
        expect(other).not.toEqual(a);
        expect(Array.from(a!).filter((v) => v === 0).length / 1e4).toBeCloseTo(0.2, 1);
        expect(Array.from(a!).reduce((sum, v) => sum + v, 0) / 1e4).toBeCloseTo(1, 1);
      });
    });

    it.each([
      ["adam", (w: number, g: number[]) => adamReference(w, g)],
      ["sgd", (w: number, g: number[]) => sgdReference(w, g, false)],
      ["nesterov", (w: number, g: number[]) => sgdReference(w, g, true)],
    ] as const)("updates with %s as defined, and resumes from a saved state", (name, reference) => {
      const tf = tensors();
      const before = tf.memory().numTensors;
      const gradients = [
        [0.5, -1],
        [0.25, 3],
        [-2, 0.1],
        [1, 1],
      ];
      const initial = tf.tensor1d([1, -2]);
      const [first, second] = [createParameter("a", initial), createParameter("a", initial)];
      initial.dispose();
      const make = (parameter: typeof first) =>
        name === "adam"
          ? createAdam([parameter], { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 0.1 })
          : createSgd([parameter], { rate: 0.1, momentum: 0.9, nesterov: name === "nesterov" });
      const [whole, half, resumed] = [make(first), make(second), make(second)];
      const update = (optimizer: typeof whole, values: number[]): void => {
        const g = tf.tensor1d(values);
        optimizer.update([g], 1);
        g.dispose();
      };
      gradients.forEach((g) => update(whole, g));
      gradients.slice(0, 2).forEach((g) => update(half, g));
      resumed.load(half.save());
      gradients.slice(2).forEach((g) => update(resumed, g));
      const expected = [1, -2].map((w, place) =>
        reference(
          w,
          gradients.map((g) => g[place]!),
        ),
      );
      expectClose(readArray(first).data, expected, 1e-5);
      expect(readArray(second).data).toEqual(readArray(first).data);
      for (const owner of [whole, half, resumed, first, second]) owner.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it("meters live and peak bytes", () => {
      const tf = tensors();
      const start = meter.read().liveBytes;
      meter.restart();
      const kept = tf.zeros([1000]);
      tf.zeros([5000]).dispose();
      const parameter = createParameter("metered", kept);
      expect(meter.read().liveBytes - start).toBeGreaterThanOrEqual(8000);
      expect(meter.read().peakBytes - start).toBeGreaterThanOrEqual(24_000);
      kept.dispose();
      parameter.dispose();
      expect(meter.read().liveBytes).toBe(start);
    });
  });
}

function adamReference(w: number, gradients: readonly number[]): number {
  let [m, v, at] = [0, 0, w];
  gradients.forEach((g, index) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const t = index + 1;
    at -= (0.1 * m) / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 0.1);
  });
  return at;
}

function sgdReference(w: number, gradients: readonly number[], nesterov: boolean): number {
  let [a, at] = [0, w];
  for (const g of gradients) {
    a = 0.9 * a + g;
    at -= 0.1 * (nesterov ? g + 0.9 * a : a);
  }
  return at;
}
