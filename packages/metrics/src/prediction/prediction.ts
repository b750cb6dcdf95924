import {
  defineMetric,
  z,
  type MetricRecords,
  type OptionsOf,
  type PluginByKind,
  type Snapshot,
  type SplitName,
} from "@infoplane/contracts";
import { inSeries } from "../in-series.ts";

const options = z.strictObject({
  split: z
    .enum(["both", "train", "test"])
    .default("both")
    .describe("train is measured on a fixed stratified subset as large as the test set, without augmentation"),
});

/** Class scores and labels of n samples, outside the engine. `logits` holds `classes` values per sample. */
interface Predictions {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

const partsOf = ({ split }: OptionsOf<typeof options>): readonly SplitName[] =>
  split === "both" ? ["train", "test"] : [split];

/**
 * Share of samples whose largest class score is at their label: (1/n) Σ [argmax_k z_ik = y_i], in [0, 1]. If t classes
 * share the largest score and the label is one of them, the sample counts 1 / t, the average of drawing among them: the
 * result does not depend on how classes are numbered, and a network with equal scores for all classes is at chance. NaN
 * counts as wrong. Cost n classes.
 */
export const accuracy = scoreMetric(
  "accuracy",
  "share of samples classified correctly, on train and test",
  accuracyOf,
  [0, 1],
);

/**
 * Mean cross-entropy of the network's class scores in nats: (1/n) Σ (log Σ_k exp z_ik - z_i,y_i), whatever loss it was
 * trained with; log(classes) for a network that knows nothing. Summed in float64. Cost n classes.
 */
export const loss = scoreMetric(
  "loss",
  "mean cross-entropy of the network's class scores in nats, on train and test",
  meanCrossEntropy,
  [0, Infinity],
);

function accuracyOf({ logits, labels, classes }: Predictions): number {
  let correct = 0;
  labels.forEach((label, sample) => {
    correct += shareOfLargest(logits.subarray(sample * classes, (sample + 1) * classes), label);
  });
  return correct / labels.length;
}

/** 1 / t if `label` is one of the t indices of the largest score, otherwise 0; also 0 if a score is NaN. */
export function shareOfLargest(scores: Float32Array | Float64Array, label: number): number {
  const own = scores[label] ?? NaN;
  let equal = 0;
  for (const score of scores) {
    if (!(score <= own)) return 0;
    if (score === own) equal++;
  }
  return 1 / equal;
}

function meanCrossEntropy({ logits, labels, classes }: Predictions): number {
  let total = 0;
  labels.forEach((label, sample) => {
    const scores = logits.subarray(sample * classes, (sample + 1) * classes);
    const largest = Math.max(...scores);
    const sum = scores.reduce((before, score) => before + Math.exp(score - largest), 0);
    total += largest + Math.log(sum) - (scores[label] ?? NaN);
  });
  return total / labels.length;
}

/** A metric with one number from the network's predictions: one record per split, with `samples`. */
function scoreMetric(
  name: string,
  summary: string,
  score: (predictions: Predictions) => number,
  range: NonNullable<MetricRecords["range"]>,
): PluginByKind["metric"] {
  return defineMetric({
    name,
    summary,
    options,
    positional: ["split"],
    needs: "none",
    columns: [],
    records: (settings) => ({ per: "network", splits: partsOf(settings), range }),
    create: (settings) => ({
      measure: (snapshot) =>
        inSeries(partsOf(settings), async (part) => {
          const predictions = await read(snapshot, part);
          return {
            quantity: name,
            value: score(predictions),
            split: part,
            samples: predictions.labels.length,
          };
        }),
    }),
  });
}

async function read(snapshot: Snapshot, split: SplitName): Promise<Predictions> {
  const limit = split === "train" ? snapshot.predict("test").labels.size : undefined;
  const { logits, labels } = snapshot.predict(split, limit);
  return {
    logits: await logits.data<"float32">(),
    labels: await labels.data<"int32">(),
    classes: logits.shape[1],
  };
}
