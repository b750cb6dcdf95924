import type { CellSpec, Experiment, Plan } from "@infoplane/contracts";
import { hashCell, type PlanInputs } from "./hash-cell.ts";

/**
 * Arms x seeds, seed by seed: all arms of the first seed come first, so that a run that is stopped early still compares
 * arms. Pure. `inputs` says what is known only at run time; see {@link PlanInputs}.
 */
export function planExperiment(experiment: Experiment, inputs: PlanInputs = {}): Plan {
  const identity = experiment.code === undefined ? inputs : { ...inputs, code: experiment.code };
  const cells = draftCells(experiment).map((draft) => ({ hash: hashCell(draft, identity), ...draft }));
  return { experiment: experiment.name, cells };
}

/** The cells of an experiment in their order, without the names that the data decides. */
export function draftCells(experiment: Experiment): Omit<CellSpec, "hash">[] {
  const { dataset, architecture, measures, checkpoints, threads } = experiment;
  return experiment.seeds.flatMap((seed) =>
    experiment.arms.map(({ name: arm, training }) => {
      const asked = { measures, ...(checkpoints && { checkpoints }) };
      return { arm, seed, dataset, architecture, training, ...asked, ...(threads !== undefined && { threads }) };
    }),
  );
}
