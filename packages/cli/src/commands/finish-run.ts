import { exitCodes, formatDuration, type Diagnostic, type ExitCode, type Registry } from "@infoplane/contracts";
import { exitCodeOf, type RunSummary } from "@infoplane/core";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { readView } from "../read-view.ts";
import type { Output } from "../show/output.ts";
import { renderReport, without } from "./report.ts";

export interface Finish {
  readonly summary: RunSummary;
  readonly directory: string;
  readonly registry: Registry;
  readonly seconds: number;
  /** The command that goes on; undefined where the cells do so by themselves. */
  readonly again: string | undefined;
  readonly failOn?: FailOn | undefined;
  /** Modules that the experiment uses and that can't be loaded here. */
  readonly missing?: readonly Diagnostic[];
}

/** The end of a run: says how it went, and renders the report of what is there. */
export async function finishRun(
  { summary, directory, registry, seconds, again, failOn, missing = [] }: Finish,
  output: Output,
): Promise<ExitCode> {
  const { done, measured, reused, failed, interrupted } = summary;
  const counts = [
    [done.length, "trained"],
    [measured.length, "measured again"],
    [reused.length, "finished before"],
    [failed.length, "failed"],
    [interrupted.length, "left to do"],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  output.note(`\n${told.join(", ")} in ${formatDuration(seconds)}`);
  const isJudged = done.length + measured.length + reused.length + failed.length > 0;
  const view = isJudged ? await renderReport(without(await readView(directory), missing), registry, output) : undefined;
  if (interrupted.length > 0 && again !== undefined) output.note(`To continue, run the same command again: ${again}`);
  return exitCodeOf(summary) || (view ? reportExitCode(view, failOn) : exitCodes.done);
}
