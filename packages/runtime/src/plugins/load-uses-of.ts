import type { Experiment, Registry } from "@infoplane/contracts";
import { refuseOtherCode } from "./code-digest.ts";
import { ExperimentProblem } from "../experiment/experiment-problem.ts";
import { loadUses } from "./load-uses.ts";

/**
 * Loads the modules of a stored experiment to work on its cells: all of them, where those that take part in training
 * must be as they were when it was planned. Throws ExperimentProblem, InfoplaneError (`runtime/other-code`).
 */
export async function loadUsesOf(experiment: Experiment, registry: Registry, file: string): Promise<void> {
  const uses = experiment.uses.map((path) => ({ path }));
  const problems = await loadUses(uses, file, registry);
  if (problems.length > 0) throw new ExperimentProblem(problems, []);
  await refuseOtherCode(experiment, registry, file);
}
