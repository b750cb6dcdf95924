import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { conv2d, matMul, startEngine, Streams, tensors, withPrecision } from "../index.ts";
import { conv2dGradientReference, conv2dReference, dense, type Dense } from "../test/reference-ops.ts";

const stream = new Streams(3).stream("test");
/** Values that bfloat16 represents exactly: 8 significant bits. */
const exact = (...shape: number[]): Dense => dense(shape, () => (stream.integer(255) - 127) / 64);
const tensor = (a: Dense): Tensor => tensors().tensor(Float32Array.from(a.data), [...a.shape]);

const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));

/**
 * Within 2 % of the largest value. On processors without AVX512, the gradient in the image rounds partial sums to
 * bfloat16 as well: `terms`, the sums of the absolute terms, tells how large those are if the terms cancel. There, errors
 * of 1.2 % of them were seen in 2,400 convolutions; TF_ENABLE_ONEDNN_OPTS=0 takes the same kernels on any processor.
 */
function expectRounded(actual: Tensor, expected: ArrayLike<number>, terms: ArrayLike<number> = expected): void {
  const values = actual.dataSync();
  expect(values.length).toBe(expected.length);
  const worst = largest(Array.from(expected, (value, i) => (values[i] ?? NaN) - value));
  expect(worst).toBeLessThanOrEqual(Math.max(0.02 * largest(expected), 2 ** -5 * largest(terms)));
}

const sizes = (a: Dense): Dense => ({ ...a, data: a.data.map(Math.abs) });

const inBfloat16 = <T>(work: () => T): T => withPrecision("bfloat16", work);

beforeAll(async () => {
  await startEngine({ engine: "native-cpu" });
});

describe("bfloat16", () => {
  it.each([
    [6, 3, 1, "same"],
    [6, 3, 2, "same"],
    [6, 3, 2, "valid"],
    // By matrix products: all, only the filter's gradient, and neither, as an odd number of channels can't be packed.
    [2, 64, 1, "same"],
    [4, 64, 1, "valid"],
    [8, 64, 1, "same"],
    [2, 65, 1, "same"],
  ] as const)(
    "convolves and gives both gradients: size %i, %i channels, stride %i, %s",
    (size, channels, stride, padding) => {
      const tf = tensors();
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const [x, kernel] = [exact(2, size, size, channels), exact(3, 3, channels, 4)];
        const value = conv2dReference(x, kernel, stride, padding);
        const dy = exact(...value.shape);
        const expected = conv2dGradientReference(x, kernel, dy, stride, padding);
        const [a, b] = [tensor(x), tensor(kernel)];
        const op = (v: Tensor, w: Tensor) => inBfloat16(() => conv2d(v as Tensor4D, w as Tensor4D, stride, padding));
        expectRounded(op(a, b), value.data);
        // Taken outside the scope: a gradient has the precision of its forward pass.
        const [dx, dw] = tf.grads((v: Tensor, w: Tensor) => tf.sum(tf.mul(op(v, w), tensor(dy))))([a, b]);
        expectRounded(dx as Tensor, expected.dx.data);
        expectRounded(dw as Tensor, expected.dw.data);
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("convolves images, kernels and channels of any number", () => {
    const tf = tensors();
    const upTo = (max: number) => fc.integer({ min: 1, max });
    // Odd channel counts as often as even ones, and one: kernels sum over pairs of channels.
    const channels = fc.oneof(upTo(8), fc.constantFrom(1, 3, 15, 16, 17, 31, 33, 64, 65));
    const dims = fc.tuple(upTo(3), upTo(9), upTo(9), channels, channels);
    fc.assert(
      fc.property(dims, upTo(5), upTo(3), fc.constantFrom("same", "valid"), (shape, size, stride, padding) => {
        const [count, height, width, before, after] = shape;
        fc.pre(padding === "same" || Math.min(height, width) >= size);
        tf.tidy(() => {
          const [x, kernel] = [exact(count, height, width, before), exact(size, size, before, after)];
          const value = conv2dReference(x, kernel, stride, padding);
          const dy = exact(...value.shape);
          const expected = conv2dGradientReference(x, kernel, dy, stride, padding);
          const terms = conv2dReference(sizes(x), sizes(kernel), stride, padding);
          const gradientTerms = conv2dGradientReference(sizes(x), sizes(kernel), sizes(dy), stride, padding);
          const op = (v: Tensor, w: Tensor) => inBfloat16(() => conv2d(v as Tensor4D, w as Tensor4D, stride, padding));
          const [a, b, flow] = [tensor(x), tensor(kernel), tensor(dy)];
          expectRounded(op(a, b), value.data, terms.data);
          const [dx, dw] = tf.grads(op)([a, b], flow);
          expectRounded(dx as Tensor, expected.dx.data, gradientTerms.dx.data);
          expectRounded(dw as Tensor, expected.dw.data, gradientTerms.dw.data);
        });
      }),
    );
  });

  it.each([
    [2, 5, 1, 65],
    [3, 1, 5, 66],
    [4, 9, 1, 96],
    // If the kernel is broadcast over the rows, oneDNN writes beyond its arrays.
    [2, 1, 9, 1],
    [3, 1, 6, 16],
    [1, 1, 1, 129],
  ] as const)("convolves single pixels of thin images: %i of %i x %i, %i channels", (count, height, width, after) => {
    const tf = tensors();
    tf.tidy(() => {
      for (const [before, stride] of [
        [1, 1],
        [8, 1],
        [17, 2],
      ] as const) {
        const [x, kernel] = [exact(count, height, width, before), exact(1, 1, before, after)];
        const value = conv2dReference(x, kernel, stride, "same");
        const dy = exact(...value.shape);
        const expected = conv2dGradientReference(x, kernel, dy, stride, "same");
        const op = (v: Tensor, w: Tensor) => inBfloat16(() => conv2d(v as Tensor4D, w as Tensor4D, stride, "same"));
        const [a, b, flow] = [tensor(x), tensor(kernel), tensor(dy)];
        expectRounded(op(a, b), value.data);
        const [dx, dw] = tf.grads(op)([a, b], flow);
        expectRounded(dx as Tensor, expected.dx.data);
        expectRounded(dw as Tensor, expected.dw.data);
      }
    });
  });

  it("multiplies matrices of any size", () => {
    const tf = tensors();
    const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(15, 16, 17, 63, 64, 65, 129));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), size, size, size, fc.boolean(), (n, m, k, o, transposed) => {
        tf.tidy(() => {
          const [a, b, dy] = [exact(n, m, k), transposed ? exact(n, o, k) : exact(n, k, o), exact(n, m, o)].map(
            tensor,
          ) as [Tensor, Tensor, Tensor];
          const half = (v: Tensor, w: Tensor) => inBfloat16(() => matMul(v, w, transposed));
          const plain = (v: Tensor, w: Tensor) => tf.matMul(v, w, false, transposed);
          expectRounded(half(a, b), plain(a, b).dataSync());
          const expected = tf.grads(plain)([a, b], dy);
          tf.grads(half)([a, b], dy).forEach((gradient, i) => {
            expectRounded(gradient, (expected[i] as Tensor).dataSync());
          });
        });
      }),
    );
  });

  it.each([[false], [true]])("multiplies matrices and gives both gradients: second one transposed %s", (transposed) => {
    const tf = tensors();
    tf.tidy(() => {
      const [a, b, dy] = [exact(2, 5, 7), transposed ? exact(2, 4, 7) : exact(2, 7, 4), exact(2, 5, 4)].map(tensor) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const op = (v: Tensor, w: Tensor) => inBfloat16(() => matMul(v, w, transposed));
      const plain = (v: Tensor, w: Tensor) => tf.matMul(v, w, false, transposed);
      expectRounded(op(a, b), plain(a, b).dataSync());
      const gradients = (f: typeof op) => tf.grads((v: Tensor, w: Tensor) => tf.sum(tf.mul(f(v, w), dy)))([a, b]);
      const expected = gradients(plain);
      gradients(op).forEach((gradient, i) => {
        expectRounded(gradient, (expected[i] as Tensor).dataSync());
      });
    });
  });

  it("rounds its inputs, and only inside its scope", () => {
    const tf = tensors();
    const [a, b] = [tf.tensor2d([[1 + 2 ** -9]]), tf.tensor2d([[1]])];
    expect(inBfloat16(() => matMul(a, b)).dataSync()[0]).toBe(1);
    expect(matMul(a, b).dataSync()[0]).toBe(1 + 2 ** -9);
  });
});
