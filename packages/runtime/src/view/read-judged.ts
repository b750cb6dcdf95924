import { ClaimValues, judgeValues, type JudgeOptions } from "@infoplane/analysis";
import type { JudgedRun } from "@infoplane/contracts";
import { readRun } from "@infoplane/core";

/**
 * A run from its store, with its claims judged on all records, cell by cell as they are read, whether they all fit into
 * memory or not.
 */
export async function readJudged(directory: string, options: JudgeOptions = {}): Promise<JudgedRun> {
  let values: ClaimValues | undefined;
  const run = await readRun(directory, {
    visit: (cell, records, experiment) => {
      values ??= new ClaimValues(experiment);
      values.take(cell, records);
    },
  });
  return { ...run, verdicts: judgeValues(run.experiment, values ?? new ClaimValues(run.experiment), options) };
}
