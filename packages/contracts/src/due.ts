import type { MeasureSpec } from "./experiment.ts";

/** Whether a measure is taken after `epoch` epochs of `epochs`: the last one always, epoch 0 wherever epochs are counted. */
export function isDue({ when }: MeasureSpec, epoch: number, epochs: number): boolean {
  if (epoch === epochs) return true;
  if (when === "end") return false;
  return "at" in when ? when.at.includes(epoch) : epoch % when.every === 0;
}

/** All epochs from 0 to `last` at which the measure is due. */
export function dueEpochs(measure: MeasureSpec, last: number, epochs: number): number[] {
  const { when } = measure;
  // What is counted in steps has millions of them, and measures at a few.
  if (when !== "end" && "at" in when) {
    return [...new Set([...when.at, epochs])].filter((epoch) => epoch >= 0 && epoch <= last).sort((a, b) => a - b);
  }
  return Array.from({ length: last + 1 }, (_, epoch) => epoch).filter((epoch) => isDue(measure, epoch, epochs));
}
