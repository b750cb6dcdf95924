import { ClaimValues, judgeValues } from "@infoplane/analysis";
import type { RunView } from "@infoplane/contracts";
import { readRun } from "@infoplane/core";

/**
 * A run as its store holds it. Where memory does not hold all records, the claims are judged here, on all of them, cell
 * by cell as they are read.
 */
export async function readView(directory: string): Promise<RunView> {
  let values: ClaimValues | undefined;
  const run = await readRun(directory, {
    visit: ({ arm, seed }, records, experiment) => {
      values ??= new ClaimValues(experiment);
      values.take(arm, seed, records);
    },
  });
  return run.thinned && values ? { ...run, verdicts: judgeValues(run.experiment, values) } : run;
}
