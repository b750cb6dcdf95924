import { sizeOf, type Position, type SplitName, type StepCosts, type Variable } from "@infoplane/contracts";
import type { CellTraining, OwnedSnapshot } from "@infoplane/core";
import { tensors } from "@infoplane/engine";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { createNetworkView } from "./network-view.ts";
import type { ProbeSet } from "./probe-sets.ts";
import { chunk, heldBytes, joinRows, largeRepresentations, representations, type Images } from "./representations.ts";

/** The network as it is now, in evaluation mode. Everything is computed on first use and owned until `dispose`. */
export function takeSnapshot(
  training: CellTraining,
  probe: ProbeSet | undefined,
  at: Position,
  steps?: StepCosts,
): OwnedSnapshot {
  const owned: Tensor[] = [];
  const predictions = new Map<string, { readonly logits: Tensor2D; readonly labels: Tensor }>();
  const network = createNetworkView(training, at, steps);
  let blocks: readonly Variable[] | undefined;

  const required = (): ProbeSet => {
    if (!probe) throw new Error("this measure has no probe set: write `on probe(train, 512)` after it");
    return probe;
  };
  return {
    at,
    network,
    get x() {
      return required().x;
    },
    get y() {
      return required().y;
    },
    get blocks() {
      blocks ??= blocksOf(training, required(), at, owned);
      return blocks;
    },
    predict(split, limit = Infinity) {
      const count = Math.min(limit, training.batches.count(split));
      const key = `${split} ${count}`;
      let prediction = predictions.get(key);
      if (!prediction) {
        prediction = predict(training, split, count);
        predictions.set(key, prediction);
        owned.push(prediction.logits, prediction.labels);
      }
      return prediction;
    },
    dispose() {
      network.dispose();
      tensors().dispose(owned);
    },
  };
}

function blocksOf(training: CellTraining, probe: ProbeSet, at: Position, owned: Tensor[]): readonly Variable[] {
  const images = imagesOf(probe);
  const features = training.network.blocks.reduce((sum, { spec }) => sum + sizeOf(spec.output), 0);
  if (4 * images.samples * features > heldBytes) {
    return largeRepresentations(training, images, at, (tensor) => owned.push(tensor));
  }
  const blocks = representations(training, images, at);
  owned.push(...blocks.map((block) => block.values));
  return blocks;
}

function imagesOf({ images }: ProbeSet): Images {
  return {
    samples: images.shape[0],
    slice: (start, end) => tensors().slice(images, start, end - start),
  };
}

function predict(
  { trainer, batches }: CellTraining,
  split: SplitName,
  count: number,
): { logits: Tensor2D; labels: Tensor } {
  const tf = tensors();
  const whole = count === batches.count(split);
  const indices = whole ? Array.from({ length: count }, (_, index) => index) : batches.probe(split, count);
  const logits: Tensor2D[] = [];
  for (let start = 0; start < count; start += chunk) {
    const { x, y } = batches.samples(split, indices.slice(start, start + chunk));
    logits.push(trainer.predict(x) as Tensor2D);
    tf.dispose([x, y]);
  }
  const all = batches.labels(split);
  const labels = tf.tensor1d(
    Int32Array.from(indices, (index) => all[index] ?? 0),
    "int32",
  );
  return { logits: joinRows(logits), labels };
}
