import { exitCodes, requireDiagnostic, type CellStatus, type ExitCode } from "@infoplane/contracts";
import { findRun, isDamage } from "@infoplane/core";
import { columnWidth } from "../show/column-width.ts";
import type { Output } from "../show/output.ts";

const states = ["done", "running", "interrupted", "waiting", "failed"] as const;
const mostFailures = 10;

/**
 * `status <run>`: the state of a run's cells, arm by arm, also while it runs. Reads no records. A cell whose status
 * can't be read counts as failed, as it does in a report.
 */
export async function statusCommand(directory: string, output: Output): Promise<ExitCode> {
  const run = await findRun(directory);
  const { cells } = await run.readPlan();
  const counts = new Map<string, Map<CellStatus["state"], number>>();
  const failures: string[] = [];
  let isDamaged = false;
  for (const { hash, arm, seed } of cells) {
    const status = await run.cell(hash).readLiveStatus().catch(unreadable);
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

function unreadable(error: unknown): CellStatus & { readonly state: "failed" } {
  const { code, message } = requireDiagnostic(error);
  return { state: "failed", at: { epoch: 0, step: 0 }, code, message };
}
