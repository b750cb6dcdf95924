import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import type { SourceText } from "@infoplane/dsl";

/**
 * An experiment that can't be run, with all that is wrong and the texts that the spans of the diagnostics refer to.
 * Exit code 2. Warnings found along the way are among the diagnostics.
 */
export class ExperimentProblem extends InfoplaneError {
  constructor(
    diagnostics: readonly Diagnostic[],
    readonly sources: readonly SourceText[],
  ) {
    super(diagnostics, exitCodes.wrongExperiment);
  }
}

/** Throws ExperimentProblem with everything found in a text if any of it is an error. */
export function refuseErrors(diagnostics: readonly Diagnostic[], source: SourceText): void {
  if (diagnostics.some(({ severity }) => severity === "error")) throw new ExperimentProblem(diagnostics, [source]);
}
