import { formatDuration, type CellEvent } from "@infoplane/contracts";
import { systemClock, type RunSummary } from "@infoplane/core";
import { formatDiagnostics } from "@infoplane/dsl";
import type { RuntimeEvent } from "@infoplane/runtime";
import { describeEngine } from "@infoplane/runtime/at-work";
import { describeRun } from "./describe-run.ts";
import type { Output } from "./output.ts";
import { RunProgress } from "./progress.ts";
import { progressOn } from "./provision-progress.ts";

/** Shows the events of a runtime call: the start of the work, its progress, and how it ended. */
export function follow(output: Output): (event: RuntimeEvent) => void {
  const onProvision = progressOn(output);
  let progress: RunProgress | undefined;
  let isPrepared = false;
  return (event) => {
    switch (event.kind) {
      case "warnings":
        output.note(formatDiagnostics(event.diagnostics, event.source ? [event.source] : [], { color: output.color }));
        break;
      case "note":
        output.note(isPrepared ? `  ${event.message}` : event.message);
        break;
      case "waiting":
        output.note(
          `a process on ${event.host} holds ${event.directory}: waiting a minute to see whether it is still running`,
        );
        break;
      case "provision":
        onProvision(event.progress);
        break;
      case "engine":
        output.note(describeEngine(event.engine));
        break;
      case "prepared":
        isPrepared = true;
        for (const line of describeRun(event.run)) output.note(line);
        progress = new RunProgress(output, systemClock, event.run.plan, event.run.epochsBefore);
        break;
      case "following":
        progress = new RunProgress(output, systemClock, event.plan, event.epochsBefore);
        break;
      case "measuring":
        output.note(`${event.cell.arm} seed ${event.cell.seed}: ${event.measures.join(", ")}`);
        break;
      case "cell":
        if (progress) progress.on(event.event);
        else showMeasuring(event.event, output);
        break;
      case "ended":
        output.note(`\n${summaryLine(event.summary)} in ${formatDuration(event.seconds)}`);
    }
  };
}

/** For a cell that is only measured. */
function showMeasuring(event: CellEvent, output: Output): void {
  if (event.kind === "note") output.note(`  ${event.message}`);
  if (event.kind === "end" && event.status.state === "failed") {
    output.note(`  failed: ${[event.status.message, event.status.frame ?? ""].join("\n").trimEnd()}`);
  }
}

/** `5 trained, 1 finished before`. */
function summaryLine({ done, measured, reused, failed, interrupted }: RunSummary): string {
  const counts = [
    [done.length, "trained"],
    [measured.length, "measured again"],
    [reused.length, "finished before"],
    [failed.length, "failed"],
    [interrupted.length, "left to do"],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(", ");
}
