import type { ExitCode } from "@infoplane/contracts";
import { compareRuns, type CompareRequest } from "@infoplane/runtime";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import type { Output } from "../show/output.ts";
import { showReport } from "../show/show-report.ts";

export interface CompareFlags extends CompareRequest {
  readonly failOn?: FailOn;
}

/** `compare <run> <run> ...`: one report and one set of verdicts over the arms of several runs of the same data. */
export async function compareCommand(
  directories: readonly string[],
  { failOn, ...request }: CompareFlags,
  output: Output,
): Promise<ExitCode> {
  const compared = await compareRuns(directories, request);
  const { arms, seeds } = compared.view.experiment;
  output.note(`${arms.map(({ name }) => name).join(", ")} x seeds ${seeds.join(", ")}`);
  for (const note of compared.notes) output.note(`  ${note}`);
  showReport(compared, output);
  return reportExitCode(compared.view, failOn);
}
