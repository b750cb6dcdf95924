import { scoreMetric, type Predictions } from "./score.ts";

/**
 * Share of samples whose largest class score is at their label: (1/n) Σ [argmax_k z_ik = y_i], in [0, 1]. A tie with a
 * wrong class, and not-a-number, count as wrong. Cost n classes.
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
    const scores = logits.subarray(sample * classes, (sample + 1) * classes);
    const own = scores[label] ?? NaN;
    if (scores.every((score, index) => index === label || score < own)) correct++;
  });
  return correct / labels.length;
}
