import { exitCodes, type ExitCode } from "@infoplane/contracts";
import { exitCodeOf, findRun } from "@infoplane/core";
import { quote } from "@infoplane/executors";
import { cancelRun, followRun } from "@infoplane/runtime";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { follow } from "../show/follow.ts";
import type { Output } from "../show/output.ts";
import { showReport } from "../show/show-report.ts";
import { untilSignal } from "./signals.ts";

/** `attach <run>`: follows a run's cells in a cluster's queue, then reports. Submits and ends nothing. */
export function attachCommand(
  directory: string,
  { failOn }: { readonly failOn?: FailOn },
  output: Output,
): Promise<ExitCode> {
  const place = quote(directory);
  const words = {
    first: `no longer following, the jobs continue; to follow again: npx tsx run attach ${place}; to end them: npx tsx run cancel ${place}`,
    second: "stopped; the jobs continue",
  };
  return untilSignal(output, words, async (signal) => {
    const { summary, report } = await followRun(directory, { signal, onEvent: follow(output) });
    if (report) showReport(report, output);
    if (summary.interrupted.length > 0 && !signal.aborted) {
      const { command } = await (await findRun(directory)).readManifest();
      output.note(`To continue, run the same command again: npx tsx ${command.map(quote).join(" ")}`);
    }
    return exitCodeOf(summary) || (report ? reportExitCode(report.view, failOn) : exitCodes.done);
  });
}

/** `cancel <run>`: ends a run's cells in a cluster's queue after they have saved their state. */
export async function cancelCommand(directory: string, output: Output): Promise<ExitCode> {
  const ended = await cancelRun(directory);
  output.note(
    ended === 0
      ? `no jobs of ${directory} were in the queue`
      : `${ended === 1 ? "1 cell was" : `${ended} cells were`} stopped; no jobs of ${directory} are in the queue any more`,
  );
  return exitCodes.done;
}
