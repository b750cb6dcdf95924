import type { ArmSpec, CellSpec, Experiment, Plan } from "@infoplane/contracts";
import { hashCell, type PlanInputs } from "./hash-cell.ts";

export type CellDraft = Omit<CellSpec, "hash">;

/**
 * Arms x seeds, seed by seed: all arms of the first seed come first, so that a run that is stopped early can still
 * compare arms. Pure. `inputs` holds what is known only at run time; see {@link PlanInputs}.
 */
export function planExperiment(experiment: Experiment, inputs: PlanInputs = {}): Plan {
  const identity = experiment.code === undefined ? inputs : { ...inputs, code: experiment.code };
  const drafts = experiment.seeds.flatMap((seed) => experiment.arms.map((arm) => draftCell(experiment, arm, seed)));
  const cells = drafts.map((draft) => ({ hash: hashCell(draft, identity), ...draft }));
  return { experiment: experiment.name, measures: experiment.measures, cells };
}

/** A cell of an experiment, without its hash, which depends on the data. */
export function draftCell(experiment: Experiment, { name: arm, training }: ArmSpec, seed: number): CellDraft {
  const { dataset, architecture, checkpoints, threads } = experiment;
  return {
    arm,
    seed,
    dataset,
    architecture,
    training,
    ...(checkpoints && { checkpoints }),
    ...(threads !== undefined && { threads }),
  };
}
