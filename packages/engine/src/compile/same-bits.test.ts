import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../choose/engine.ts";
import { startEngine } from "../choose/start-engine.ts";
import { compiled } from "./compiled.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ engine: "native-cpu", threads: 1 });
});

type Case = readonly [name: string, work: () => Tensor | Tensor[]];

/** Operations that plugins may use, by what they take; TensorFlow must not replace their kernels in a function. */
const unary = [
  ...[
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "cumsum",
    "elu",
    "erf",
    "exp",
    "expm1",
  ],
  ...[
    "floor",
    "leakyRelu",
    "log",
    "log1p",
    "logSigmoid",
    "logSoftmax",
    "logSumExp",
    "max",
    "mean",
    "min",
    "neg",
    "prod",
  ],
  ...["reciprocal", "relu", "relu6", "reverse", "round", "rsqrt", "selu", "sigmoid", "sign", "sin", "sinh", "softmax"],
  ...["softplus", "sqrt", "square", "step", "sum", "tan", "tanh", "transpose"],
] as const;
const binary = [
  ...[
    "add",
    "atan2",
    "div",
    "floorDiv",
    "matMul",
    "maximum",
    "minimum",
    "mod",
    "mul",
    "pow",
    "squaredDifference",
    "sub",
  ],
] as const;

/** Whole patterns, which TensorFlow could fuse. */
const patterns: Readonly<Record<string, () => Tensor | Tensor[]>> = {
  "convolution, bias, relu": () =>
    gradients((x, k, b) => act("relu", tf().add(conv(x, k), b)), image(), filter(), bias()),
  "convolution, bias, elu": () =>
    gradients((x, k, b) => act("elu", tf().add(conv(x, k), b)), image(), filter(), bias()),
  "convolution, bias, relu6": () =>
    gradients((x, k, b) => act("relu6", tf().add(conv(x, k), b)), image(), filter(), bias()),
  "convolution, fused": () =>
    tf().fused.conv2d({ x: image(), filter: filter(), strides: 1, pad: "same", bias: bias(), activation: "relu" }),
  "convolution with strides": () =>
    gradients((x, k) => tf().conv2d(x as Tensor4D, k as Tensor4D, 2, "same"), image(), filter()),
  "depthwise convolution": () =>
    gradients((x, k) => tf().depthwiseConv2d(x as Tensor4D, k as Tensor4D, 1, "same"), image(), draw([3, 3, 8, 2])),
  "transposed convolution": () =>
    tf().conv2dTranspose(draw([4, 6, 6, 16]) as Tensor4D, filter(), [4, 12, 12, 8], 2, "same"),
  "average pooling": () => gradients((x) => tf().avgPool(x as Tensor4D, 2, 2, "same"), image()),
  "maximum pooling": () => gradients((x) => tf().maxPool(x as Tensor4D, 3, 2, "same"), image()),
  "response normalisation": () => gradients((x) => tf().localResponseNormalization(x as Tensor4D), image()),
  "batch normalisation": () => {
    const { mean, variance } = tf().moments(image(), [0, 1, 2]);
    return tf().batchNorm(image(), mean as Tensor1D, variance as Tensor1D);
  },
  "layer normalisation": () =>
    gradients(
      (x, scale) => {
        const { mean, variance } = tf().moments(x, 1, true);
        return tf().mul(tf().div(tf().sub(x, mean), tf().sqrt(tf().add(variance, 1e-5))), scale);
      },
      square(),
      square(),
    ),
  "dense, bias, gelu": () =>
    gradients(
      (x, k, b) => {
        const y = tf().add(tf().matMul(x, k), b);
        return tf().mul(tf().mul(y, 0.5), tf().add(tf().erf(tf().mul(y, Math.SQRT1_2)), 1));
      },
      square(),
      square(),
      draw([37]),
    ),
  "dense, bias, tanh, again": () =>
    [0, 1, 2].reduce<Tensor>((x) => tf().tanh(tf().add(tf().matMul(x, square()), draw([37]))), square()),
  "dense, fused": () => tf().fused.matMul({ a: square(), b: square(), bias: draw([37]), activation: "relu" }),
  attention: () =>
    gradients((q, k) => tf().matMul(tf().softmax(tf().div(tf().matMul(q, k, false, true), 6)), k), square(), square()),
  "products of batches": () => gradients((a, b) => tf().matMul(a, b, true, false), draw([4, 30, 8]), draw([4, 30, 9])),
  mish: () => gradients((x) => tf().mul(x, tf().tanh(tf().softplus(x))), square()),
  swish: () => gradients((x) => tf().mul(x, tf().sigmoid(x)), square()),
  "sums of many": () => tf().addN([square(), square(), square(), square()]),
  einsum: () => tf().einsum("ij,jk->ik", square(), square()),
  resizing: () => tf().image.resizeBilinear(image(), [20, 20]),
  "concatenation and parts": () => tf().split(tf().concat([square(), square()], 1), 2, 1),
};

const tf = (): Engine["tf"] => engine.tf;
let seed = 0;
const draw = (shape: readonly number[]): Tensor =>
  (tf().randomUniform as (...args: unknown[]) => Tensor)(shape, -1, 1, "float32", ++seed);
const image = () => draw([4, 12, 12, 8]) as Tensor4D;
const filter = () => draw([3, 3, 8, 16]) as Tensor4D;
const bias = () => draw([16]) as Tensor1D;
const square = () => draw([37, 37]) as Tensor2D;
const conv = (x: Tensor, k: Tensor): Tensor => tf().conv2d(x as Tensor4D, k as Tensor4D, 1, "same");
const act = (name: "relu" | "elu" | "relu6", x: Tensor): Tensor => tf()[name](x);
const gradients = (f: (...args: Tensor[]) => Tensor, ...args: Tensor[]): Tensor[] => tf().grads(f)(args);

const one = (name: (typeof unary)[number], x: Tensor): Tensor => (tf()[name] as (x: Tensor) => Tensor)(x);
const two = (name: (typeof binary)[number], a: Tensor, b: Tensor): Tensor =>
  (tf()[name] as (a: Tensor, b: Tensor) => Tensor)(a, b);

const cases: readonly Case[] = [
  ...unary.map((name): Case => [name, () => one(name, tf().abs(square()))]),
  ...unary.map((name): Case => [`gradient of ${name}`, () => gradients((x) => one(name, x), tf().abs(square()))]),
  ...binary.map((name): Case => [name, () => two(name, square(), square())]),
  ...binary.map((name): Case => [
    `gradients of ${name}`,
    () => gradients((a, b) => two(name, a, b), tf().abs(square()), square()),
  ]),
  ...Object.entries(patterns),
];

/** As int32, so that NaN equals NaN. */
function bitsOf(work: () => Tensor | Tensor[]): number[][] {
  seed = 0;
  const results = tf().tidy(() => [work()].flat());
  return results.map((result) => {
    const bits = [...new Int32Array((result.dataSync() as Float32Array).slice().buffer)];
    result.dispose();
    return bits;
  });
}

describe("compiled work has the same bits as kernel by kernel", () => {
  it.each(cases)("%s", (_, work) => {
    expect(compiled({}, () => bitsOf(work))).toEqual(bitsOf(work));
  });
});
