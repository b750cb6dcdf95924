import { join } from "node:path";
import { optionsOf, type CellSpec, type Dataset, type MeasureSpec, type Registry } from "@infoplane/contracts";
import { systemClock, type CellRuntime, type CellTraining, type RunStore, type TrainerHooks } from "@infoplane/core";
import { createBatches } from "@infoplane/data";
import { compiledWork, currentEngine, Streams } from "@infoplane/engine";
import { metricContext } from "@infoplane/metrics/context";
import { createNetwork } from "@infoplane/models";
import { createTrainerContext, precisionOf } from "@infoplane/trainers";
import type { CellChoice } from "../run/cell-command.ts";
import { profiledBatches, profiledContext, profiledNetwork, profiledSteps } from "../profile/profile-training.ts";
import { requirePrecision } from "./require-precision.ts";
import { ProbeSets } from "../snapshot/probe-sets.ts";
import { StepProfile } from "../profile/step-profile.ts";
import { takeSnapshot } from "../snapshot/snapshot.ts";
import { watchSteps, type WatchedTrainer } from "../profile/watch-steps.ts";

/** Traces some steps of each cell into its folder. */
export interface ProfileRequest {
  readonly steps: number;
  directoryOf(cell: CellSpec): string;
}

/** Provides the scheduler with trainers, snapshots and metrics: the one place where plugins, data and engine meet. */
export function createCellRuntime(registry: Registry, dataset: Dataset, ask?: ProfileRequest): CellRuntime {
  const { info } = currentEngine();
  const probes = new WeakMap<CellTraining, ProbeSets>();
  const watched = new WeakMap<CellTraining, WatchedTrainer>();

  return {
    engine: info,
    clock: systemClock,
    async createTrainer(cell, hooks) {
      const profile = ask && new StepProfile(join(ask.directoryOf(cell), "trace.json"), ask.steps, systemClock);
      const training = await createTraining(cell, registry, dataset, hooks, profile);
      const watch: WatchedTrainer = watchSteps(training.trainer, systemClock, (events) =>
        profile
          ? profiledSteps(
              events,
              profile,
              () => compiledWork(watch.trainer),
              (message) => hooks.note(message),
            )
          : events,
      );
      const sets = new ProbeSets(training.batches);
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
    snapshot: (training, probe, at, draw) =>
      takeSnapshot(training, probe && probes.get(training)?.get(probe, draw), at, watched.get(training)?.costs()),
    createMetric(measure: MeasureSpec) {
      const plugin = registry.get("metric", measure.name);
      return plugin.create(optionsOf(plugin, measure.options), metricContext());
    },
  };
}

/** Implements `--profile-steps`: traces in the folders of the cells. */
export function profileOf(run: RunStore, { profileSteps: steps }: CellChoice): ProfileRequest | undefined {
  return steps === undefined ? undefined : { steps, directoryOf: ({ hash }) => run.cell(hash).directory };
}

async function createTraining(
  cell: CellSpec,
  registry: Registry,
  dataset: Dataset,
  hooks: TrainerHooks,
  profile: StepProfile | undefined,
): Promise<Omit<CellTraining, "dispose">> {
  const { training } = cell;
  const streams = new Streams(cell.seed);
  requirePrecision(training, currentEngine());
  let network = createNetwork(cell.architecture, { registry, streams, precision: precisionOf(training) });
  let batches = createBatches(dataset, cell.dataset, cell.seed, registry);
  if (profile) [network, batches] = [profiledNetwork(network, profile), profiledBatches(batches, profile)];
  const rule = registry.get("trainer", training.trainer.name);
  const plain = createTrainerContext({ registry, network, batches, training, streams, ...hooks });
  const context = profile ? profiledContext(plain, profile) : plain;
  return { trainer: await rule.create(optionsOf(rule, training.trainer.options), context), network, batches };
}
