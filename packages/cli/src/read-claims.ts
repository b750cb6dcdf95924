import { readFile } from "node:fs/promises";
import { exitCodes, InfoplaneError, type ClaimSpec, type Experiment, type Registry } from "@infoplane/contracts";
import { checkClaimText } from "@infoplane/dsl";
import { ExperimentProblem } from "./experiment-problem.ts";
import { messages } from "./messages.ts";

/** The claims of a file of their own, about the arms and measures of an experiment. Throws InfoplaneError. */
export async function readClaims(
  file: string,
  experiment: Experiment,
  registry: Registry,
): Promise<readonly ClaimSpec[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InfoplaneError(messages.fileMissing(file), exitCodes.wrongExperiment);
  });
  const source = { file, text };
  const { claims, diagnostics } = checkClaimText(source, experiment, registry);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new ExperimentProblem(diagnostics, [source]);
  return claims;
}
