import type { BoundLoss, Module, Optimizer } from "@infoplane/contracts";

/** A loss and the head (or classifier) that it looks through. */
export interface Term {
  /** The block whose loss it counts to. */
  readonly name: string;
  /** How many of the group's blocks come before it. */
  readonly after: number;
  /** How many come before the first block that it stands for: what goes into that one is the loss's `groupInput`. */
  readonly from: number;
  readonly head: Module;
  readonly loss: BoundLoss;
  readonly weight: number;
}

/** Blocks that train on the same losses, from wherever in the group these are evaluated. */
export interface Group {
  /** Name of its last block. */
  readonly name: string;
  readonly blocks: readonly Module[];
  /** In the order of their blocks. */
  readonly terms: readonly Term[];
  /** Whether the blocks stay as they are: run in evaluation mode, off the tape, and only the heads train. */
  readonly frozen?: boolean;
}

/** A group at work. */
export interface TrainedGroup extends Group {
  /** Of the parameters that `trained` lists. */
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
