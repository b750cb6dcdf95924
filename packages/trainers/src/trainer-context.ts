import {
  optionsOf,
  resolveBlock,
  type Batches,
  type BoundLoss,
  type Network,
  type PluginRef,
  type Registry,
  type Schedule,
  type TrainerContext,
  type TrainingSpec,
} from "@infoplane/contracts";
import { clipped, engineContext, type Precision, type Streams } from "@infoplane/engine";
import { createHead, createModule } from "@infoplane/models";

/** What a training is assembled from. */
export interface TrainingParts extends Pick<TrainerContext, "scratch" | "note"> {
  readonly registry: Registry;
  readonly network: Network;
  readonly batches: Batches;
  readonly training: TrainingSpec;
  readonly streams: Streams;
}

/** What a learning rule gets: heads, losses, optimizer and schedule of one arm, from the plugins of a registry. */
export function createTrainerContext(parts: TrainingParts): TrainerContext {
  const { registry, network, batches, training, streams, scratch, note } = parts;
  const modules = { registry, streams, precision: precisionOf(training) };
  const { classes } = network.spec;
  const optimizer = registry.get("optimizer", training.optimizer.name);
  return {
    ...engineContext(),
    network,
    batches,
    training,
    createHead: (use, on, name, target) => createHead(use, on, { name, classes, ...(target && { target }) }, modules),
    createBlock: (name, layers, input) => createModule(resolveBlock(name, layers, input, registry), modules),
    createLoss: (use) => bindLoss(use, registry),
    createOptimizer(parameters) {
      const plain = optimizer.create(optionsOf(optimizer, training.optimizer.options), parameters, engineContext());
      return training.clip === undefined ? plain : clipped(plain, training.clip);
    },
    schedule: createSchedule(training.schedule, registry),
    draw: (purpose, ...counters) => streams.stream(purpose, ...counters),
    scratch,
    note,
  };
}

/** Number format of the modules of a training. */
export const precisionOf = ({ precision }: Pick<TrainingSpec, "precision">): Precision =>
  precision === "bf16" ? "bfloat16" : "float32";

function bindLoss(use: PluginRef, registry: Registry): BoundLoss {
  const plugin = registry.get("loss", use.name);
  const options = optionsOf(plugin, use.options);
  const loss = plugin.create(options, engineContext());
  return {
    value: (output, labels, context) => loss.value(output, labels, context),
    needs: plugin.needs,
    views: plugin.views ?? 1,
    target: (shapes) => plugin.target?.(options, shapes),
  };
}

/** A schedule with those that its options name. */
export function createSchedule(use: PluginRef, registry: Registry): Schedule {
  const plugin = registry.get("schedule", use.name);
  return plugin.create(optionsOf(plugin, use.options), {
    createSchedule: (inner) => createSchedule(inner, registry),
  });
}
