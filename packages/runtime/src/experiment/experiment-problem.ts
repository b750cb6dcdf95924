import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import type { SourceText } from "@infoplane/dsl";

/** An experiment that can't be run, with its text, so that the places can be shown. */
export class ExperimentProblem extends InfoplaneError {
  constructor(
    diagnostics: readonly Diagnostic[],
    readonly sources: readonly SourceText[],
  ) {
    super(diagnostics, exitCodes.wrongExperiment);
  }
}
