import { counted, exitCodes, type ExitCode } from "@infoplane/contracts";
import { exitCodeOf } from "@infoplane/core";
import { quote } from "@infoplane/executors";
import { previewRun, runExperiment, type CallOptions, type RunRequest, type RuntimeEvent } from "@infoplane/runtime";
import { reportExitCode, type FailOn } from "../fail-on.ts";
import { describeExperiment } from "../show/describe-run.ts";
import { follow } from "../show/follow.ts";
import type { Output } from "../show/output.ts";
import { showReport } from "../show/show-report.ts";
import type { RunWatch } from "../show/watch-run.ts";
import { saving, untilSignal } from "./signals.ts";

export interface RunFlags extends RunRequest {
  readonly failOn?: FailOn;
  readonly dryRun?: boolean;
  /** Port of the live page. */
  readonly watch?: number;
  /** The words of the command as typed. */
  readonly words: readonly string[];
}

/** `run <file>`: check, plan, train, measure, report. */
export function runCommand(file: string, flags: RunFlags, output: Output): Promise<ExitCode> {
  const { failOn, dryRun, watch: port, words, ...request } = flags;
  const again = `npx tsx run ${words.map(quote).join(" ")}`;
  return untilSignal(output, saving(again), async (signal) => {
    if (dryRun) return await showPreview(file, request, { signal, onEvent: follow(output) }, output);
    const show = follow(output);
    let watch: Promise<RunWatch> | undefined;
    const onEvent = (event: RuntimeEvent): void => {
      show(event);
      if (event.kind === "prepared" && port !== undefined) {
        const { directory, registry } = event.run;
        watch = import("../show/watch-run.ts").then(({ watchRun }) => watchRun(directory, registry, port, output));
      }
      // A failure to serve it is reported when it is closed.
      void watch?.then((page) => page.on(event)).catch(() => undefined);
    };
    try {
      const command = ["run", ...process.argv.slice(2)];
      const outcome = await runExperiment(file, { ...request, command }, { signal, onEvent });
      const { directory, summary, report, isSubmitted } = outcome;
      if (isSubmitted) {
        const commands = `to follow: npx tsx run attach ${directory}; to end: npx tsx run cancel ${directory}`;
        output.note(`\nsubmitted; ${commands}`);
        return exitCodes.done;
      }
      if (report) showReport(report, output);
      if (summary.interrupted.length > 0) output.note(`To continue, run the same command again: ${again}`);
      return exitCodeOf(summary) || (report ? reportExitCode(report.view, failOn) : exitCodes.done);
    } finally {
      await (await watch)?.close();
    }
  });
}

/** `--dry-run`: what would run, and what a cluster would receive. */
async function showPreview(file: string, request: RunRequest, options: CallOptions, output: Output): Promise<ExitCode> {
  const preview = await previewRun(file, request, options);
  const { experiment, executor, notes, finished, left, jobs } = preview;
  for (const line of [...describeExperiment(preview), ...notes]) output.note(line);
  output.note(
    `${counted(left.length, "cell")} to run, ${finished.length} finished before; ${executor.use.name}, threads of a cell: ${experiment.threads ?? 1}`,
  );
  if (jobs !== undefined) output.print(jobs);
  else for (const { hash, arm, seed } of left) output.print(`${hash}  ${arm}  seed ${seed}`);
  return exitCodes.done;
}
