import { measureRank, type RunRecord, type RunView } from "@infoplane/contracts";
import { memoize } from "./memoize.ts";

/**
 * The records of a quantity that is measured on a split, one per arm, seed, epoch, split and block. Two measures may
 * give the same quantity (`accuracy` and `accuracy(test)`): the first in the order of the experiment counts, so that no
 * seed counts twice. The column `measure` names the measure if its label is not the quantity.
 */
export const splitRecords = memoize((run: RunView, quantity: string): readonly RunRecord[] => {
  const rank = measureRank(run);
  const rankOf = (record: RunRecord) => rank(String(record["measure"] ?? record.quantity));
  const chosen = new Map<string, RunRecord>();
  for (const record of run.records) {
    if (record.quantity !== quantity || record.split === undefined) continue;
    const { arm, seed, epoch, split, block } = record;
    const key = JSON.stringify([arm, seed, epoch, split, block]);
    const other = chosen.get(key);
    if (!other || rankOf(record) < rankOf(other)) chosen.set(key, record);
  }
  return [...chosen.values()];
});
