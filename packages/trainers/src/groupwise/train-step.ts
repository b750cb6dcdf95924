import type { Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { batchPart, type StepBatch } from "./step-batch.ts";
import { groupGradients, type GroupGradients, type GroupPass } from "./group-gradients.ts";
import type { TrainedGroup } from "./group.ts";

/** Weighted losses of one step, by block. */
export type StepLosses = ReadonlyMap<string, number>;

/** Trains groups together on one batch: each on the output of the one before, with its own update. */
export function trainTogether(
  groups: readonly TrainedGroup[],
  batch: StepBatch,
  at: Position,
  learningRateScale: number,
): StepLosses {
  const losses = new Map<string, number>();
  forEachGroup(groups, batch, { at }, (group, found) => {
    group.optimizer.update(found.gradients, learningRateScale);
    for (const [name, loss] of found.losses) losses.set(name, loss);
  });
  return losses;
}

/**
 * The same with the batch in parts of equal size, one after the other: gradients and losses are means over the whole
 * batch, but only one part's activations are held. Batch statistics (batch normalisation, losses that compare samples)
 * are those of a part as well. If `parts` doesn't divide the batch, the last ones are one sample smaller.
 */
export function trainInParts(
  groups: readonly TrainedGroup[],
  batch: StepBatch,
  parts: number,
  at: Position,
  learningRateScale: number,
): StepLosses {
  const tf = tensors();
  const losses = new Map<string, number>();
  const sums = new Map<TrainedGroup, Tensor[]>();
  try {
    for (let part = 0; part < parts; part++) {
      const piece = batchPart(batch, part, parts);
      const share = piece.samples / batch.samples;
      try {
        forEachGroup(groups, piece, { at, part }, (group, found) => {
          for (const [name, loss] of found.losses) losses.set(name, (losses.get(name) ?? 0) + share * loss);
          const before = sums.get(group);
          sums.set(
            group,
            found.gradients.map((gradient, index) =>
              tf.tidy(() => {
                const scaled = tf.mul(gradient, share);
                return before ? tf.add(before[index] as Tensor, scaled) : scaled;
              }),
            ),
          );
          tf.dispose(before ?? []);
        });
      } finally {
        piece.dispose();
      }
    }
    for (const [group, gradients] of sums) group.optimizer.update(gradients, learningRateScale);
  } finally {
    for (const gradients of sums.values()) tf.dispose(gradients);
  }
  return losses;
}

/** Gradients of each group in turn. What `use` receives is freed when it returns. */
export function forEachGroup(
  groups: readonly TrainedGroup[],
  { classes, x: first, y, input }: StepBatch,
  pass: Pick<GroupPass, "at" | "part" | "keepState">,
  use: (group: TrainedGroup, found: GroupGradients) => void,
): void {
  const tf = tensors();
  let x = first;
  try {
    groups.forEach((group, index) => {
      const wantsOutput = index < groups.length - 1;
      const found = groupGradients(group, x, { ...pass, classes, y, input, wantsOutput });
      if (x !== first) x.dispose();
      x = found.output ?? first;
      use(group, found);
      tf.dispose([...found.gradients]);
    });
  } finally {
    if (x !== first) x.dispose();
  }
}
