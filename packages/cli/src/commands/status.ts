import { exitCodes, type CellStatus, type ExitCode } from "@infoplane/contracts";
import { cellStatuses, findRun, isDamage } from "@infoplane/core";
import { columnWidth } from "../show/column-width.ts";
import type { Output } from "../show/output.ts";

const states = ["done", "running", "interrupted", "waiting", "failed"] as const;
const mostFailures = 10;

/**
 * `status <run>`: the state of a run's cells, arm by arm, also while it runs. A cell whose status or records are damaged
 * counts as failed. Records that match their seal are not parsed.
 */
export async function statusCommand(directory: string, output: Output): Promise<ExitCode> {
  const run = await findRun(directory);
  const counts = new Map<string, Map<CellStatus["state"], number>>();
  const failures: string[] = [];
  let isDamaged = false;
  for await (const { cell, status } of cellStatuses(run)) {
    const { hash, arm, seed } = cell;
    const row = counts.get(arm) ?? new Map<CellStatus["state"], number>();
    row.set(status.state, (row.get(status.state) ?? 0) + 1);
    counts.set(arm, row);
    if (status.state === "failed") {
      isDamaged ||= isDamage(status);
      const place = status.frame === undefined ? "" : ` (${status.frame.split("\n")[0] ?? ""})`;
      failures.push(`${arm} seed ${seed} (${hash}): ${status.message.split("\n")[0] ?? ""}${place}`);
    }
  }
  const width = columnWidth([...counts.keys(), "arm"]);
  output.print(["arm".padEnd(width), ...states.map((state) => state.padStart(13))].join(""));
  for (const [arm, row] of counts) {
    output.print([arm.padEnd(width), ...states.map((state) => String(row.get(state) ?? 0).padStart(13))].join(""));
  }
  for (const failure of failures.slice(0, mostFailures)) output.print(failure);
  if (failures.length > mostFailures) output.print(`and ${failures.length - mostFailures} more failed`);
  if (isDamaged) return exitCodes.damaged;
  return failures.length > 0 ? exitCodes.runFailed : exitCodes.done;
}
