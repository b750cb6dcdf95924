import {
  optionsOf,
  Registry,
  resolveBlock,
  type Batches,
  type LayerDraft,
  type Network,
  type Plugin,
  type PluginRef,
  type Trainer,
  type TrainerPlugin,
} from "@infoplane/contracts";
import { Streams, tensors, type Precision } from "@infoplane/engine";
import { createNetwork } from "@infoplane/models";
import { modelPlugins } from "@infoplane/models/plugins";
import { trainerPlugins } from "../plugins.ts";
import { createTrainerContext, precisionOf } from "../trainer-context.ts";

/** The built-in models and trainers, and further plugins. */
export const registryWith = (plugins: readonly Plugin[] = []): Registry =>
  new Registry().add(modelPlugins, "models").add(trainerPlugins, "trainers").add(plugins, "task");
export const registry = registryWith();

const classes = 3;
const input = [6, 6, 2] as const;
const convBlock = (filters: number): LayerDraft[] => [
  { layer: "conv", options: { filters } },
  { layer: "batchnorm" },
  { layer: "relu" },
];
const drafts: readonly LayerDraft[][] = [
  [...convBlock(4), { layer: "dropout", options: { rate: 0.2 } }],
  [...convBlock(6), { layer: "maxpool" }],
  [{ layer: "residual", inner: { body: convBlock(6) } }],
  [{ layer: "flatten" }, { layer: "dense", options: { units: 8 } }, { layer: "relu" }],
];

/** A network of four blocks with dropout, batch normalisation and a residual sum: everything that has state. */
export function smallNetwork(
  seed = 1,
  layersOf: readonly (readonly LayerDraft[])[] = drafts,
  precision: Precision = "float32",
): Network {
  let shape: readonly number[] = input;
  const blocks = layersOf.map((layers, index) => {
    const block = resolveBlock(`block${index + 1}`, layers, shape, registry);
    shape = block.output;
    return block;
  });
  const classifier = resolveBlock("classifier", [{ layer: "dense", options: { units: classes } }], shape, registry);
  return createNetwork(
    { name: "small", input, classes, blocks, classifier },
    { registry, streams: new Streams(seed), precision },
  );
}

const unused = (): never => {
  throw new Error("not part of this task");
};

/** Images whose class is a direction plus noise; `broken` puts NaN into the first value. */
export function smallBatches({ stepsPerEpoch = 4, broken = false } = {}): Batches {
  const size = 16;
  const values = 6 * 6 * 2;
  return {
    stepsPerEpoch,
    batchSize: size,
    augmented: true,
    indices: unused,
    train({ epoch, step }) {
      const stream = new Streams(5).stream("data", epoch, step);
      const labels = Array.from({ length: size }, () => stream.integer(classes));
      const images = labels.flatMap((label) =>
        Array.from({ length: values }, (_, i) => stream.normal() * 0.5 + Math.sin(i * (label + 1))),
      );
      if (broken) images[0] = NaN;
      const tf = tensors();
      return { x: tf.tensor4d(images, [size, ...input]), y: tf.tensor1d(labels, "int32") };
    },
    count: () => 0,
    labels: unused,
    samples: unused,
    probe: unused,
  };
}

export interface TaskOptions {
  readonly options?: object;
  readonly seed?: number;
  readonly epochs?: number;
  readonly batches?: Batches;
  readonly optimizer?: { readonly name: string; readonly options: Record<string, number> };
  readonly schedule?: PluginRef;
  readonly network?: Network;
  readonly clip?: number;
  readonly accumulate?: number;
  readonly precision?: "bf16";
  readonly scratch?: () => string;
  /** Receives the trainer's notes. */
  readonly notes?: string[];
}

/** A trainer on the small task, and its network. */
export async function smallTrainer(
  name: string,
  task: TaskOptions = {},
): Promise<{ trainer: Trainer; network: Network }> {
  const { options = {}, seed = 1, epochs = 2, batches = smallBatches() } = task;
  const { clip, accumulate, precision } = task;
  const settings = {
    ...(clip !== undefined && { clip }),
    ...(accumulate !== undefined && { accumulate }),
    ...(precision && { precision }),
  };
  const optimizer = task.optimizer ?? { name: "adam", options: { rate: 0.01 } };
  const network = task.network ?? smallNetwork(seed, drafts, precisionOf({ ...settings }));
  const plugin: TrainerPlugin = registry.get("trainer", name);
  const constant = { name: "constant", options: {} };
  const head = { name: "linear", options: { features: 2048 } };
  const loss = { name: "cross-entropy", options: {} };
  const given = name === "e2e" ? { loss, ...options } : { head, loss, ...options };
  const use = { name, options: given };
  const training = { trainer: use, optimizer, schedule: task.schedule ?? constant, epochs, ...settings };
  const trainer = await plugin.create(
    optionsOf(plugin, given),
    createTrainerContext({
      registry,
      network,
      batches,
      training,
      streams: new Streams(seed),
      scratch: task.scratch ?? unused,
      note: (message) => task.notes?.push(message),
    }),
  );
  return { trainer, network };
}

/** Trains up to `steps` steps (all by default) and returns the losses of every group at every step. */
export async function trainSteps(trainer: Trainer, steps = Infinity): Promise<number[][]> {
  const losses: number[][] = [];
  for await (const event of trainer.train()) {
    if (event.kind === "step") losses.push(event.losses.map(({ loss }) => loss));
    if (losses.length >= steps) break;
  }
  return losses;
}
