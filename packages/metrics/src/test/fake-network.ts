import { optionsOf, type Measurement, type NetworkView, type PluginByKind, type Snapshot } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { variable, type Rows } from "./variable.ts";
import { metricContext } from "../metric-context.ts";

/** Labelled outputs of one block. */
export interface Part {
  readonly x: Rows;
  readonly labels: readonly number[];
  readonly z: readonly Rows[];
}

/** Takes a metric on a network given only by its outputs on two parts, and frees them. */
export async function measureParts(
  metric: PluginByKind["metric"],
  options: object,
  parts: { readonly train: Part; readonly test: Part; readonly classes: number },
): Promise<readonly Measurement[]> {
  const tf = tensors();
  const before = tf.memory().numTensors;
  const parted = (["train", "test"] as const).map((split) => {
    const { x, labels, z } = parts[split];
    const blocks = z.map((rows, index) => variable("Z", rows, `block${index + 1}`));
    return [split, { labels: Int32Array.from(labels), x: variable("X", x), blocks }] as const;
  });
  const samples = new Map(parted);
  const network: Partial<NetworkView> = { classes: parts.classes, sample: (split) => samples.get(split)! };
  const made = await metric.create(optionsOf(metric, options), metricContext());
  const found = await made.measure({ at: { epoch: 1, step: 0 }, network } as unknown as Snapshot);
  tf.dispose([...samples.values()].flatMap(({ x, blocks }) => [x.values, ...blocks.map((block) => block.values)]));
  if (tf.memory().numTensors !== before) throw new Error("tensors were left behind");
  return found;
}
