import type { ArchitectureSpec, Measurement, RunRecord, TrainEvent } from "@infoplane/contracts";
import { trainingLoss } from "../store/cell-records.ts";

/** For the terminal: test accuracy and training loss. */
export function summary(
  measured: readonly RunRecord[],
  losses: readonly RunRecord[],
): { readonly accuracy?: number; readonly loss?: number } {
  const accuracy = measured.find(
    (row) => row.quantity === "accuracy" && row.block === undefined && (row.split ?? "test") === "test",
  )?.value;
  const loss = losses.find((row) => row.block === undefined)?.value;
  return { ...(typeof accuracy === "number" && { accuracy }), ...(typeof loss === "number" && { loss }) };
}

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
