import { shareOfLargest } from "./share-of-largest.ts";
import { scoreMetric, type Predictions } from "./score.ts";

/**
 * Share of samples whose largest class score is at their label: (1/n) Σ [argmax_k z_ik = y_i], in [0, 1]. Where t classes
 * share the largest score and the label is one of them, the sample counts 1 / t, what drawing among them gives on average:
 * it does not depend on how classes are numbered, and a network that gives all classes the same has the accuracy of chance.
 * Not-a-number counts as wrong. Cost n classes.
 */
export const accuracy = scoreMetric(
  "accuracy",
  "share of samples classified correctly, on train and test",
  share,
  [0, 1],
);

function share({ logits, labels, classes }: Predictions): number {
  let correct = 0;
  labels.forEach((label, sample) => {
    correct += shareOfLargest(logits.subarray(sample * classes, (sample + 1) * classes), label);
  });
  return correct / labels.length;
}
