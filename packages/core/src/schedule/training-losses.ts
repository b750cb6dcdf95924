import type { ArchitectureSpec, Measurement, TrainEvent } from "@infoplane/contracts";
import { trainingLoss } from "../store/cell-records.ts";

/** Mean loss of each group over an epoch, then that of the whole training, which closes the epoch. */
export function trainingLosses(
  { loss, losses }: Extract<TrainEvent, { kind: "epoch" }>,
  { blocks }: ArchitectureSpec,
): Measurement[] {
  const groups = losses.map(({ group, loss: value }): Measurement => {
    const depth = blocks.findIndex((block) => block.name === group) + 1;
    return { quantity: trainingLoss, value, block: group, ...(depth > 0 && { depth }) };
  });
  return [...groups, { quantity: trainingLoss, value: loss }];
}
