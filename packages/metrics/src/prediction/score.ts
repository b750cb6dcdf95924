import {
  definePlugin,
  z,
  type MetricPlugin,
  type MetricRecords,
  type OptionsOf,
  type PluginByKind,
  type Snapshot,
  type SplitName,
} from "@infoplane/contracts";

const options = z.strictObject({
  split: z
    .enum(["both", "train", "test"])
    .default("both")
    .describe("train is measured on a fixed stratified subset as large as the test set, without augmentation"),
});

/** Class scores and labels of n samples, off the engine. `logits` holds `classes` values a sample. */
export interface Predictions {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

const partsOf = ({ split }: OptionsOf<typeof options>): readonly SplitName[] =>
  split === "both" ? ["train", "test"] : [split];

/** A metric that is one number from the network's predictions: one record a split, with `samples`. */
export function scoreMetric(
  name: string,
  summary: string,
  score: (predictions: Predictions) => number,
  range: NonNullable<MetricRecords["range"]>,
): PluginByKind["metric"] {
  return definePlugin({
    kind: "metric",
    name,
    summary,
    options,
    positional: ["split"],
    needs: "none",
    columns: [],
    records: (settings) => ({ per: "network", splits: partsOf(settings), range }),
    create: (settings) => ({
      measure: (snapshot) =>
        partsOf(settings).map((part) => {
          const predictions = read(snapshot, part);
          return {
            quantity: name,
            value: score(predictions),
            split: part,
            samples: predictions.labels.length,
            metric: name,
          };
        }),
    }),
  } satisfies MetricPlugin<typeof options>);
}

function read(snapshot: Snapshot, split: SplitName): Predictions {
  const limit = split === "train" ? snapshot.predict("test").labels.size : undefined;
  const { logits, labels } = snapshot.predict(split, limit);
  return {
    logits: logits.dataSync<"float32">(),
    labels: labels.dataSync<"int32">(),
    classes: logits.shape[1],
  };
}
