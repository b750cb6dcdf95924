import type { MeasureSpec } from "./experiment.ts";

/** Whether a measure is taken after `epoch` epochs of `epochs`: epoch 0 and the last one always, unless only at the end. */
export function isDue(measure: MeasureSpec, epoch: number, epochs: number): boolean {
  if (epoch === epochs) return true;
  return measure.when !== "end" && epoch % measure.when.every === 0;
}

/** All epochs from 0 to `last` at which the measure is due. */
export function dueEpochs(measure: MeasureSpec, last: number, epochs: number): number[] {
  return Array.from({ length: last + 1 }, (_, epoch) => epoch).filter((epoch) => isDue(measure, epoch, epochs));
}
