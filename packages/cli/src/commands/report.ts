import type { ExitCode } from "@infoplane/contracts";
import { renderRun, type RenderRequest } from "@infoplane/runtime";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import type { Output } from "../show/output.ts";
import { showReport } from "../show/show-report.ts";

export interface ReportFlags extends RenderRequest {
  readonly failOn?: FailOn;
}

/** `report <run>`: renders a run's report again from its store, which is only read. */
export async function reportCommand(
  directory: string,
  { failOn, ...request }: ReportFlags,
  output: Output,
): Promise<ExitCode> {
  const rendered = await renderRun(directory, request);
  showReport(rendered, output);
  return reportExitCode(rendered.view, failOn);
}
