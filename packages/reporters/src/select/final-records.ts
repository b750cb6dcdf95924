import type { RunRecord, RunView } from "@infoplane/contracts";

/** Records of the last epoch of cells that trained to their end. A cell that stopped earlier has no final value. */
export function finalRecords(run: RunView, records: readonly RunRecord[] = run.records): RunRecord[] {
  const last = new Map(run.experiment.arms.map((arm) => [arm.name, arm.training.epochs]));
  return records.filter((record) => record.epoch === last.get(record.arm));
}
