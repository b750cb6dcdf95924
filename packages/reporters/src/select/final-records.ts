import type { RunRecord, RunView } from "@infoplane/contracts";
import { memoize } from "./memoize.ts";

/**
 * Records of the last epoch of cells that trained to the end. A cell that stopped earlier, or failed while it was
 * measured there, has no final value.
 */
export function finalRecords(run: RunView, records?: readonly RunRecord[]): readonly RunRecord[] {
  return records ? finalOf(run, records) : ofRun(run);
}

const ofRun = memoize((run: RunView) => finalOf(run, run.records));

function finalOf({ experiment, cells }: RunView, records: readonly RunRecord[]): RunRecord[] {
  const last = new Map(experiment.arms.map((arm) => [arm.name, arm.training.epochs]));
  const failed = new Set(cells.filter(({ status }) => status.state === "failed").map(({ hash }) => hash));
  return records.filter((record) => record.epoch === last.get(record.arm) && !failed.has(record.cell));
}
