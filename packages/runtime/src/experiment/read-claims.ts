import type { ClaimSpec, Experiment, Registry } from "@infoplane/contracts";
import { checkClaimText } from "@infoplane/dsl";
import { refuseErrors } from "./experiment-problem.ts";
import { readText } from "./read-text.ts";

/** A file of claims is at most as long as an experiment. */
const mostBytes = 16_000_000;

/** The claims in a separate file, about the arms and measures of an experiment. Throws InfoplaneError. */
export async function readClaims(
  file: string,
  experiment: Experiment,
  registry: Registry,
): Promise<readonly ClaimSpec[]> {
  const source = { file, text: await readText(file, mostBytes) };
  const { claims, diagnostics } = checkClaimText(source, experiment, registry);
  refuseErrors(diagnostics, source);
  return claims;
}
