import { scoreMetric, type Predictions } from "./score.ts";

/**
 * Mean cross-entropy of the network's class scores in nats: (1/n) Σ (log Σ_k exp z_ik - z_i,y_i), whatever loss it was
 * trained with; log(classes) for a network that knows nothing. Summed in float64. Cost n classes.
 */
export const loss = scoreMetric(
  "loss",
  "mean cross-entropy of the network's class scores in nats, on train and test",
  mean,
  [0, Infinity],
);

function mean({ logits, labels, classes }: Predictions): number {
  let total = 0;
  labels.forEach((label, sample) => {
    const scores = logits.subarray(sample * classes, (sample + 1) * classes);
    const largest = Math.max(...scores);
    const sum = scores.reduce((before, score) => before + Math.exp(score - largest), 0);
    total += largest + Math.log(sum) - (scores[label] ?? NaN);
  });
  return total / labels.length;
}
