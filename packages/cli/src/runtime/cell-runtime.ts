import {
  optionsOf,
  resolveBlock,
  type CellSpec,
  type Dataset,
  type MeasureSpec,
  type Registry,
} from "@infoplane/contracts";
import { systemClock, type CellRuntime, type CellTraining } from "@infoplane/core";
import { createBatches } from "@infoplane/data";
import { currentEngine, Streams } from "@infoplane/engine";
import { createHead, createModule, createNetwork } from "@infoplane/models";
import { ProbeSets } from "./probe-sets.ts";
import { takeSnapshot } from "./snapshot.ts";

/** Gives the scheduler its trainers, snapshots and metrics: the one place where plugins, data and engine meet. */
export function createCellRuntime(registry: Registry, dataset: Dataset): CellRuntime {
  const { info, tf } = currentEngine();
  const probes = new WeakMap<CellTraining, ProbeSets>();

  return {
    engine: info,
    clock: systemClock,
    createTrainer(cell) {
      const training = createTraining(cell, registry, dataset);
      const sets = new ProbeSets(training.batches, cell.architecture.classes);
      const owned: CellTraining = {
        ...training,
        dispose() {
          sets.dispose();
          training.trainer.dispose();
        },
      };
      probes.set(owned, sets);
      return Promise.resolve(owned);
    },
    snapshot: (training, probe, at) => takeSnapshot(training, probe && probes.get(training)?.get(probe), at),
    createMetric(measure: MeasureSpec) {
      const plugin = registry.get("metric", measure.name);
      return plugin.create(optionsOf(plugin, measure.options), { tf });
    },
  };
}

function createTraining(cell: CellSpec, registry: Registry, dataset: Dataset): Omit<CellTraining, "dispose"> {
  const { architecture, training } = cell;
  const streams = new Streams(cell.seed);
  const network = createNetwork(architecture, registry, streams);
  const batches = createBatches(dataset, cell.dataset, cell.seed, registry);
  const rule = registry.get("trainer", training.trainer.name);
  const optimizer = registry.get("optimizer", training.optimizer.name);
  const schedule = registry.get("schedule", training.schedule.name);
  const trainer = rule.create(optionsOf(rule, training.trainer.options), {
    network,
    batches,
    training,
    createHead: (use, on, name) => createHead(use, on, { name, classes: architecture.classes }, registry, streams),
    createBlock: (name, layers, input) => createModule(resolveBlock(name, layers, input, registry), registry, streams),
    createLoss(use) {
      const loss = registry.get("loss", use.name);
      return loss.create(optionsOf(loss, use.options));
    },
    createOptimizer: (parameters) => optimizer.create(optionsOf(optimizer, training.optimizer.options), parameters),
    schedule: schedule.create(optionsOf(schedule, training.schedule.options)),
    draw: (purpose, ...counters) => streams.stream(purpose, ...counters),
  });
  return { trainer, network, batches };
}
