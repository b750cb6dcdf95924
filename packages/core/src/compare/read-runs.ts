import type { StoredRun } from "@infoplane/contracts";
import { recordBudget } from "../run/record-budget.ts";
import { readRun } from "../run/read-run.ts";

/** Reads several runs in turn, each with the room for records that the previous ones left. Throws as `readRun`. */
export async function readRuns(directories: readonly string[], most = recordBudget()): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  let left = most;
  for (const directory of directories) {
    const run = await readRun(directory, { most: Math.max(1, left) });
    left -= run.records.length;
    runs.push(run);
  }
  return runs;
}
