import { measureRank, type RunRecord, type RunView } from "@infoplane/contracts";

/**
 * The records of the last epoch at which their arm has any: arms may train for different numbers of epochs.
 * `quantities`: how many measures count, in the order of the experiment; all by default.
 */
export function lastMeasured(run: RunView, records: readonly RunRecord[], quantities = Infinity): RunRecord[] {
  const rank = measureRank(run);
  const counted = new Set(
    [...new Set(records.map(({ quantity }) => quantity))].sort((a, b) => rank(a) - rank(b)).slice(0, quantities),
  );
  const last = new Map<string, number>();
  const own = records.filter(({ quantity }) => counted.has(quantity));
  for (const { arm, epoch } of own) last.set(arm, Math.max(epoch, last.get(arm) ?? 0));
  return own.filter(({ arm, epoch }) => epoch === last.get(arm));
}

/** `after epoch 10`, or `after the last measured epoch of each arm` where they differ. */
export function lastEpochOf(records: readonly RunRecord[]): string {
  const [first, ...others] = new Set(records.map(({ epoch }) => epoch));
  return first === undefined || others.length > 0
    ? "after the last measured epoch of each arm"
    : `after epoch ${first}`;
}

/** A sentence that names the arms without any of these records, or an empty string. Starts with a space. */
export function armsWithout({ experiment }: RunView, records: readonly RunRecord[]): string {
  const drawn = new Set(records.map(({ arm }) => arm));
  const absent = experiment.arms.map(({ name }) => name).filter((name) => !drawn.has(name));
  return absent.length > 0 ? ` Not measured: ${absent.join(", ")}.` : "";
}
