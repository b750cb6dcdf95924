import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { attr, isNative, kernels } from "./kernel.ts";

/**
 * Mean over the batch of -log softmax(logits)[label], in nats.
 *
 * logits: float32 [n, classes]; labels: int32 [n] in [0, classes). Returns a new scalar; borrows its arguments.
 * Differentiable in logits. An out-of-range index gives NaN on the native engine.
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Scalar {
  const tf = tensors();
  if (!isNative()) {
    const picked = tf.mul(tf.oneHot(labels, logits.shape[1]), tf.logSoftmax(logits));
    return tf.neg(tf.mean(tf.sum(picked, 1))) as Scalar;
  }
  const op = tf.customGrad((...args) => {
    const [scores, save] = args as unknown as [Tensor2D, (saved: Tensor[]) => void];
    const [losses, gradient] = kernels(
      "SparseSoftmaxCrossEntropyWithLogits",
      [attr.type(), attr.type("Tlabels", "int32")],
      [scores, labels],
      2,
    ) as [Tensor, Tensor];
    save([gradient]);
    return {
      value: tf.mean(losses),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor, tf.div(dy, logits.shape[0])),
    };
  });
  return op(logits) as Scalar;
}
