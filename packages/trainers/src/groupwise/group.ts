import type { BoundLoss, Module, Optimizer } from "@infoplane/contracts";

/** A loss and the head (or classifier) it is evaluated at. */
export interface Term {
  /** The block that the loss is reported for. */
  readonly name: string;
  /** How many of the group's blocks come before it. */
  readonly after: number;
  /** How many blocks come before the first one it covers, whose input is the loss's `groupInput`. */
  readonly from: number;
  readonly head: Module;
  readonly loss: BoundLoss;
  readonly weight: number;
}

/** Blocks that train on the same losses, wherever in the group these are evaluated. */
export interface Group {
  /** Name of its last block. */
  readonly name: string;
  readonly blocks: readonly Module[];
  /** In block order. */
  readonly terms: readonly Term[];
  /** Whether the blocks are frozen: run in evaluation mode, off the tape, while only the heads train. */
  readonly frozen?: boolean;
}

/** A group in training. */
export interface TrainedGroup extends Group {
  /** For the parameters that `trained` lists. */
  readonly optimizer: Optimizer;
}

/** What a group's optimizer updates, in this order: its blocks unless they are frozen, then its heads. */
export function trained({ blocks, terms, frozen = false }: Group): Module[] {
  return [...(frozen ? [] : blocks), ...terms.map((term) => term.head)];
}

/** Names under which a group's losses are reported, in order. */
export function reportedNames(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap((group) => group.terms.map((term) => term.name)))];
}
