import type { MeasureSpec } from "./experiment.ts";

/** Whether a measure is taken after `epoch` of `epochs` epochs: at the last always, at 0 if epochs are counted. */
export function isDue({ when }: MeasureSpec, epoch: number, epochs: number): boolean {
  if (epoch === epochs) return true;
  if (when === "end") return false;
  return "at" in when ? when.at.includes(epoch) : epoch % when.every === 0;
}

/** All epochs from 0 to `last` at which the measure is due. */
export function dueEpochs(measure: MeasureSpec, last: number, epochs: number): number[] {
  const { when } = measure;
  // Trainings counted in steps have millions of them but are measured at only a few.
  if (when !== "end" && "at" in when) {
    return [...new Set([...when.at, epochs])].filter((epoch) => epoch >= 0 && epoch <= last).sort((a, b) => a - b);
  }
  return Array.from({ length: last + 1 }, (_, epoch) => epoch).filter((epoch) => isDue(measure, epoch, epochs));
}
