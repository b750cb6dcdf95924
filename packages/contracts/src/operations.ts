import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** TensorFlow.js, as provided by contexts and by `startEngine` of @infoplane/engine. */
export type TensorFlow = typeof import("@tensorflow/tfjs-core");

/** What layers, losses and trainers compute with. */
export interface EngineContext {
  /** TensorFlow.js on the started engine. */
  readonly tf: TensorFlow;
  readonly ops: Operations;
}

/** `same`: an output side is ceil(side / stride), with padding around the input; `valid`: only windows inside it. */
export type Padding = "same" | "valid";

/** Arrays of a batch normalisation, all float32 [c], borrowed. */
export interface BatchNormWeights {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  /** Running statistics. */
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** Constants of a batch normalisation: (x - mean) / sqrt(variance + epsilon) gamma + beta. */
export interface BatchNormOptions {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Weight of the new batch in the running statistics: running = (1 - momentum) running + momentum batch. */
  readonly momentum: number;
}

/**
 * Differentiable operations of the started engine in float32, using libtensorflow's own kernels if it runs. Compared to
 * those of the same name in TensorFlow.js they are faster, or their gradients right on every engine; products and
 * convolutions use the precision of the training. Each borrows its arguments and returns a new tensor.
 */
export interface Operations {
  /** Cross-correlation: [n, h, w, in] with a kernel [k, k, in, out] -> [n, h', w', out]. */
  readonly conv2d: (x: Tensor4D, kernel: Tensor4D, stride: number, padding: Padding) => Tensor4D;
  /** Largest value of each window: [n, h, w, c] -> [n, h', w', c]. The gradient goes to the first of equal values. */
  readonly maxPool: (x: Tensor4D, size: number, stride: number, padding: Padding) => Tensor4D;
  /** Mean of each window, padding not counted. */
  readonly avgPool: (x: Tensor4D, size: number, stride: number, padding: Padding) => Tensor4D;
  /** a b, or a bᵀ if `transposed`, over the last two axes; leading axes are equal, or there are none. */
  readonly matMul: (a: Tensor, b: Tensor, transposed?: boolean) => Tensor;
  /** x [..., c] + bias [c]. */
  readonly biasAdd: <T extends Tensor>(x: T, bias: Tensor1D) => T;
  /** Batch normalisation with the batch's statistics, x [n, h, w, c]; `update` owns the new running statistics. */
  readonly batchNormTrain: (
    x: Tensor4D,
    weights: BatchNormWeights,
    options: BatchNormOptions,
    update: (mean: Tensor1D, variance: Tensor1D) => void,
  ) => Tensor4D;
  /** The same with the running statistics, for evaluation. */
  readonly batchNormInfer: (x: Tensor4D, weights: BatchNormWeights, epsilon: number) => Tensor4D;
  /** (x - mean(x)) / sqrt(var(x) + epsilon), mean and biased variance over `axes`. */
  readonly normalise: <T extends Tensor>(x: T, axes: readonly number[], epsilon: number) => T;
  /** max(x, 0) */
  readonly relu: <T extends Tensor>(x: T) => T;
  /** x Phi(x), with the error function. */
  readonly gelu: <T extends Tensor>(x: T) => T;
  /** Sets values to 0 with probability `rate`, divides others by 1 - rate; a pure function of `key` (`Pass.key`). */
  readonly dropout: <T extends Tensor>(x: T, rate: number, key: readonly [number, number]) => T;
  /** The same values as a constant: stops gradients. */
  readonly stopGradient: <T extends Tensor>(x: T) => T;
  /** Mean over the batch of -log softmax(logits)[label], in nats: [n, classes] and int32 [n] -> a scalar. */
  readonly softmaxCrossEntropy: (logits: Tensor2D, labels: Tensor1D) => Scalar;
}
