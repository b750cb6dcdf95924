import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** TensorFlow.js, as contexts and `startEngine` of @infoplane/engine give it. */
export type TensorFlow = typeof import("@tensorflow/tfjs-core");

/** What layers, losses and trainers compute with. */
export interface EngineContext {
  /** TensorFlow.js on the started engine. */
  readonly tf: TensorFlow;
  readonly ops: Operations;
}

export type Padding = "same" | "valid";

/** Arrays of a batch normalisation, all float32 [c], borrowed. */
export interface BatchNormWeights {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  /** Running statistics. */
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

export interface BatchNormOptions {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Share of the new batch in the running statistics: running = (1 - momentum) running + momentum batch. */
  readonly momentum: number;
}

/**
 * Differentiable operations of the started engine, in float32: libtensorflow's own kernels where it runs. Where TensorFlow.js
 * has one of the same name, this one is faster, or its gradient right on every engine; products and convolutions are in the
 * precision of the training. Each borrows its arguments and returns a new tensor.
 */
export interface Operations {
  /** Cross-correlation: [n, h, w, in] with a kernel [k, k, in, out] -> [n, h', w', out]. */
  readonly conv2d: (x: Tensor4D, kernel: Tensor4D, stride: number, padding: Padding) => Tensor4D;
  /** Largest value of each window: [n, h, w, c] -> [n, h', w', c]. The gradient goes to the first of equal values. */
  readonly maxPool: (x: Tensor4D, size: number, stride: number, padding: Padding) => Tensor4D;
  /** Mean of each window, padding not counted. */
  readonly avgPool: (x: Tensor4D, size: number, stride: number, padding: Padding) => Tensor4D;
  /** a b, or a bᵀ with `transposed`, of the last two axes; the axes before them are equal, or there are none. */
  readonly matMul: (a: Tensor, b: Tensor, transposed?: boolean) => Tensor;
  /** x [..., c] + bias [c]. */
  readonly biasAdd: <T extends Tensor>(x: T, bias: Tensor1D) => T;
  /** Batch normalisation by the statistics of the batch, x [n, h, w, c]; `update` owns the new running statistics. */
  readonly batchNormTrain: (
    x: Tensor4D,
    weights: BatchNormWeights,
    options: BatchNormOptions,
    update: (mean: Tensor1D, variance: Tensor1D) => void,
  ) => Tensor4D;
  /** The same by the running statistics: for evaluation. */
  readonly batchNormInfer: (x: Tensor4D, weights: BatchNormWeights, epsilon: number) => Tensor4D;
  /** (x - mean(x)) / sqrt(var(x) + epsilon), mean and biased variance over `axes`. */
  readonly normalise: <T extends Tensor>(x: T, axes: readonly number[], epsilon: number) => T;
  /** max(x, 0) */
  readonly relu: <T extends Tensor>(x: T) => T;
  /** x Phi(x), by the error function. */
  readonly gelu: <T extends Tensor>(x: T) => T;
  /** Each value is 0 with probability `rate`, else divided by 1 - rate; a pure function of `key`, as `Pass.key` gives it. */
  readonly dropout: <T extends Tensor>(x: T, rate: number, key: readonly [number, number]) => T;
  /** The same values as a constant: gradients end here. */
  readonly stopGradient: <T extends Tensor>(x: T) => T;
  /** Mean over the batch of -log softmax(logits)[label], in nats: [n, classes] and int32 [n] -> a scalar. */
  readonly softmaxCrossEntropy: (logits: Tensor2D, labels: Tensor1D) => Scalar;
}
