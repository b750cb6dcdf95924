import type { CellSpec, Experiment, Plan } from "@infoplane/contracts";
import { hashCell, type PlanInputs } from "./hash-cell.ts";

/**
 * Arms x seeds, seed by seed: all arms of the first seed come first, so that a run that is stopped early still compares
 * arms. Pure. `inputs` says what is known only at run time; see {@link PlanInputs}.
 */
export function planExperiment(experiment: Experiment, inputs: PlanInputs = {}): Plan {
  const { dataset, architecture, measures, checkpoints } = experiment;
  const identity = experiment.code === undefined ? inputs : { ...inputs, code: experiment.code };
  const cells = experiment.seeds.flatMap((seed) =>
    experiment.arms.map((arm): CellSpec => {
      const decisive = { seed, dataset, architecture, training: arm.training };
      const hash = hashCell(decisive, identity);
      return { hash, arm: arm.name, ...decisive, measures, ...(checkpoints && { checkpoints }) };
    }),
  );
  return { experiment: experiment.name, cells };
}
