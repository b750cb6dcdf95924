import { optionsOf, type CellSpec, type Dataset, type MeasureSpec, type Registry } from "@infoplane/contracts";
import { systemClock, type CellRuntime, type CellTraining, type TrainerHooks } from "@infoplane/core";
import { createBatches } from "@infoplane/data";
import { currentEngine, Streams } from "@infoplane/engine";
import { createNetwork } from "@infoplane/models";
import { createTrainerContext, precisionOf } from "@infoplane/trainers";
import { requirePrecision } from "./require-precision.ts";
import { ProbeSets } from "./probe-sets.ts";
import { takeSnapshot } from "./snapshot.ts";
import { watchSteps, type WatchedTrainer } from "./watch-steps.ts";

/** Gives the scheduler its trainers, snapshots and metrics: the one place where plugins, data and engine meet. */
export function createCellRuntime(registry: Registry, dataset: Dataset): CellRuntime {
  const { info, tf } = currentEngine();
  const probes = new WeakMap<CellTraining, ProbeSets>();
  const watched = new WeakMap<CellTraining, WatchedTrainer>();

  return {
    engine: info,
    clock: systemClock,
    async createTrainer(cell, hooks) {
      const training = await createTraining(cell, registry, dataset, hooks);
      const watch = watchSteps(training.trainer, systemClock);
      const sets = new ProbeSets(training.batches, cell.architecture.classes);
      const owned: CellTraining = {
        ...training,
        trainer: watch.trainer,
        dispose() {
          sets.dispose();
          training.trainer.dispose();
        },
      };
      probes.set(owned, sets);
      watched.set(owned, watch);
      return owned;
    },
    snapshot: (training, probe, at) =>
      takeSnapshot(training, probe && probes.get(training)?.get(probe), at, watched.get(training)?.costs()),
    createMetric(measure: MeasureSpec) {
      const plugin = registry.get("metric", measure.name);
      return plugin.create(optionsOf(plugin, measure.options), { tf });
    },
  };
}

async function createTraining(
  cell: CellSpec,
  registry: Registry,
  dataset: Dataset,
  hooks: TrainerHooks,
): Promise<Omit<CellTraining, "dispose">> {
  const { training } = cell;
  const streams = new Streams(cell.seed);
  requirePrecision(training, currentEngine());
  const network = createNetwork(cell.architecture, { registry, streams, precision: precisionOf(training) });
  const batches = createBatches(dataset, cell.dataset, cell.seed, registry);
  const rule = registry.get("trainer", training.trainer.name);
  const context = createTrainerContext({ registry, network, batches, training, streams, ...hooks });
  return { trainer: await rule.create(optionsOf(rule, training.trainer.options), context), network, batches };
}
