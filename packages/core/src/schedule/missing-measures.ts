import { dueEpochs, isDue, type CellSpec, type MeasureSpec } from "@infoplane/contracts";
import type { CellRecords } from "../store/cell-records.ts";

/** Measures that are due after `epoch` epochs and have no records there. */
export function missingAt(
  measures: readonly MeasureSpec[],
  { training }: CellSpec,
  records: CellRecords,
  epoch: number,
): MeasureSpec[] {
  return measures.filter((measure) => isDue(measure, epoch, training.epochs) && !records.has(measure.label, epoch));
}

/** Epochs up to `last` where a measure is missing and no checkpoint is left to take it from. */
export function unmeasurable(
  measures: readonly MeasureSpec[],
  { training }: CellSpec,
  records: CellRecords,
  stored: ReadonlySet<number>,
  last: number,
): { readonly measure: MeasureSpec; readonly epochs: readonly number[] }[] {
  return measures
    .map((measure) => ({
      measure,
      epochs: dueEpochs(measure, last, training.epochs).filter(
        (epoch) => !stored.has(epoch) && !records.has(measure.label, epoch),
      ),
    }))
    .filter(({ epochs }) => epochs.length > 0);
}
