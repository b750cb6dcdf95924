import type { Module, Position } from "@infoplane/contracts";
import type { Group } from "./group.ts";

/** A stretch of a training in which the same groups train together. */
export interface Stage<G extends Group = Group> {
  /** In order; each works on the output of the one before. */
  readonly groups: readonly G[];
  /** The modules before the first group: finished, and run in evaluation mode. */
  readonly frozen: readonly Module[];
  readonly epochs: number;
  /** How the network classifies while this stage trains: modules from its input to class scores. */
  readonly path: readonly Module[];
}

/** The stage that trains in an epoch counted from 0, and the epoch that it starts with. */
export function stageAt<S extends Stage>(
  stages: readonly S[],
  epoch: number,
): { readonly stage: S; readonly index: number; readonly start: number } {
  let start = 0;
  for (const [index, stage] of stages.entries()) {
    if (epoch < start + stage.epochs) return { stage, index, start };
    start += stage.epochs;
  }
  throw new RangeError(`epoch ${epoch} is beyond the end of the training`);
}

/** The stage that trained last; at the very beginning, the first. */
export function stageOfLastEpoch<S extends Stage>(stages: readonly S[], { epoch, step }: Position): S {
  return stageAt(stages, step > 0 ? epoch : Math.max(0, epoch - 1)).stage;
}
