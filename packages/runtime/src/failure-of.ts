import { exitCodes, InfoplaneError, reasonOf, stacksOf, thrownAt, type ExitCode } from "@infoplane/contracts";
import { formatDiagnostics } from "@infoplane/dsl";
import { ExperimentProblem } from "./experiment/experiment-problem.ts";

/** An error as people read it, and the exit code of a process that meets it. */
export interface Failure {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** Shows the experiment's errors with their positions in its text, faults of plugins or Infoplane with a stack. */
export async function failureOf(error: unknown, { color }: { readonly color: boolean }): Promise<Failure> {
  if (error instanceof InfoplaneError) {
    const sources = error instanceof ExperimentProblem ? error.sources : [];
    return { text: formatDiagnostics(error.diagnostics, [...sources], { color }), exitCode: error.exitCode };
  }
  const stack = stacksOf(error)[0] ?? reasonOf(error);
  const origin = thrownAt(error)
    ? (await import("./plugins/foreign-fault.ts")).foreignFault(error)
    : "this is a bug in Infoplane, not in your experiment; please report it with the lines above";
  return { text: `${stack}\n${origin}`, exitCode: exitCodes.runFailed };
}
