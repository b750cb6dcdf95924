import { sizeOf, type Network, type Position, type SplitName, type Variable } from "@infoplane/contracts";
import type { CellTraining, OwnedSnapshot } from "@infoplane/core";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { memoised } from "./memoised.ts";
import type { ProbeSet } from "./probe-sets.ts";

/** Samples that go through the network at a time: evaluation keeps one chunk's activations and no more. */
const chunk = 256;

/** The network as it is now, in evaluation mode. Everything is computed when first asked for and owned until `dispose`. */
export function takeSnapshot(training: CellTraining, probe: ProbeSet | undefined, at: Position): OwnedSnapshot {
  const owned: Tensor[] = [];
  const predictions = new Map<string, { readonly logits: Tensor2D; readonly labels: Tensor }>();
  let layers: readonly Variable[] | undefined;

  const required = (): ProbeSet => {
    if (!probe) throw new Error("this measure has no probe set: write `on probe(train, 512)` behind it");
    return probe;
  };
  return {
    at,
    get x() {
      return required().x;
    },
    get y() {
      return required().y;
    },
    get layers() {
      layers ??= representations(training, required(), at);
      return layers;
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
      tensors().dispose([...owned, ...(layers ?? []).map((layer) => layer.values)]);
    },
  };
}

/** Output of every block on the probe set, a flattened sample a row. */
function representations({ network, trainer }: CellTraining, probe: ProbeSet, at: Position): Variable[] {
  const tf = tensors();
  const samples = probe.images.shape[0];
  const parts: Tensor2D[][] = network.blocks.map(() => []);
  for (let start = 0; start < samples; start += chunk) {
    const x = tf.slice(probe.images, start, Math.min(chunk, samples - start));
    const outputs = trainer.representations?.(x) ?? blockOutputs(network, x, at);
    outputs.forEach((output, index) => {
      parts[index]?.push(tf.reshape(output, [output.shape[0], sizeOf(output.shape.slice(1))]));
    });
    tf.dispose([x, ...outputs]);
  }
  return network.blocks.map((block, index): Variable => {
    const values = joinRows(parts[index] ?? []);
    return { name: "Z", layer: block.spec.name, depth: index + 1, values, memo: memoised() };
  });
}

/** The blocks one after the other, in evaluation mode. x is borrowed; the outputs are new. */
function blockOutputs({ blocks }: Network, x: Tensor, at: Position): Tensor[] {
  const outputs: Tensor[] = [];
  for (const block of blocks) outputs.push(forward(block, outputs.at(-1) ?? x, { training: false, at }));
  return outputs;
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

/** One tensor of all rows; frees the parts. */
function joinRows(parts: readonly Tensor2D[]): Tensor2D {
  const tf = tensors();
  const joined = tf.concat([...parts], 0);
  tf.dispose([...parts]);
  return joined;
}
