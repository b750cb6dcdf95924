import {
  optionsOf,
  type Batches,
  type Network,
  type Plugin,
  type Trainer,
  type TrainerContext,
  type TrainerPlugin,
} from "@infoplane/contracts";
import { Streams, tensors } from "@infoplane/engine";
import { createTrainerContext } from "../trainer-context.ts";
import { registryWith, smallBatches, smallNetwork } from "./small-task.ts";

/** The batches of the small task; the steps of epoch 90 are also the whole training set. */
export function ruleBatches(options: Parameters<typeof smallBatches>[0] = {}): Batches {
  const batches = smallBatches(options);
  const tf = tensors();
  return {
    ...batches,
    count: () => 2 * batches.batchSize,
    labels() {
      const parts = [0, 1].map((step) => batches.train({ epoch: 90, step }));
      const labels = parts.flatMap(({ y }) => [...y.dataSync()]);
      parts.forEach(({ x, y }) => tf.dispose([x, y]));
      return Uint8Array.from(labels);
    },
    samples: (_split, indices) => {
      const parts = [0, 1].map((step) => smallBatches().train({ epoch: 90, step }));
      const found = tf.tidy(() => {
        const at = tf.tensor1d([...indices], "int32");
        const [x, y] = (["x", "y"] as const).map((key) => tf.gather(tf.concat(parts.map((part) => part[key])), at));
        return { x: x!, y: y! };
      });
      parts.forEach(({ x, y }) => tf.dispose([x, y]));
      return found;
    },
  };
}

export interface RuleTask {
  readonly options?: object;
  readonly network?: Network;
  readonly batches?: Batches;
  readonly epochs?: number;
  readonly optimizer?: { readonly name: string; readonly options: Record<string, number> };
  readonly draw?: TrainerContext["draw"];
  /** Plugins that its options may name, in addition to the built-in ones. */
  readonly plugins?: readonly Plugin[];
  readonly scratch?: () => string;
  readonly note?: (message: string) => void;
}

/** A learning rule, built-in ones by name, on the small task or on another network. */
export async function ruleTrainer(
  rule: string | TrainerPlugin,
  task: RuleTask = {},
): Promise<{ trainer: Trainer; network: Network }> {
  const registry = registryWith(task.plugins);
  const { network = smallNetwork(), batches = ruleBatches(), epochs = 2 } = task;
  const optimizer = task.optimizer ?? { name: "adam", options: { rate: 0.01 } };
  const plugin = typeof rule === "string" ? registry.get("trainer", rule) : rule;
  const streams = new Streams(1);
  const options = optionsOf(plugin, task.options ?? {});
  const training = {
    trainer: { name: plugin.name, options: {} },
    optimizer,
    schedule: { name: "constant", options: {} },
    epochs,
  };
  const unused = (): never => {
    throw new Error("not part of this task");
  };
  const context = createTrainerContext({
    registry,
    network,
    batches,
    training,
    streams,
    scratch: task.scratch ?? unused,
    note: task.note ?? unused,
  });
  const trainer = await plugin.create(options, { ...context, ...(task.draw && { draw: task.draw }) });
  return { trainer, network };
}
