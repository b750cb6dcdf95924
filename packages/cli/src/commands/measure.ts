import { exitCodes, type ExitCode } from "@infoplane/contracts";
import { isDamage } from "@infoplane/core";
import { quote } from "@infoplane/executors";
import { measureRun, type MeasureRequest } from "@infoplane/runtime";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { follow } from "../show/follow.ts";
import type { Output } from "../show/output.ts";
import { showReport } from "../show/show-report.ts";
import { saving, untilSignal } from "./signals.ts";

export interface MeasureFlags extends MeasureRequest {
  readonly failOn?: FailOn;
  /** The words of the command as typed. */
  readonly words: readonly string[];
}

/** `measure <run> --with ...`: takes measures on the stored checkpoints of a run; nothing is trained. */
export function measureCommand(directory: string, flags: MeasureFlags, output: Output): Promise<ExitCode> {
  const { failOn, words, ...request } = flags;
  return untilSignal(output, saving(`npx tsx run ${words.map(quote).join(" ")}`), async (signal) => {
    const measured = await measureRun(directory, request, { signal, onEvent: follow(output) });
    showReport(measured, output);
    if (signal.aborted) return exitCodes.interrupted;
    const failed = measured.statuses.filter((status) => status.state === "failed");
    if (failed.some(isDamage)) return exitCodes.damaged;
    return failed.length > 0 ? exitCodes.runFailed : reportExitCode(measured.view, failOn);
  });
}
