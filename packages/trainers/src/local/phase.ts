import type { Position } from "@infoplane/contracts";

/** One of the parts of a training that come one after the other. */
export interface Phase {
  /** Which part, from 0. */
  readonly index: number;
  /** Where it stands itself, and how many epochs are its own. */
  readonly at: Position;
  readonly epochs: number;
}

/** Which of `parts` equal parts of a training a position lies in; where it can't be equal, later ones are longer. */
export function phaseOf(at: Position, epochs: number, parts: number): Phase {
  const start = (part: number): number => Math.floor((part * epochs) / parts);
  let index = parts - 1;
  while (index > 0 && start(index) > at.epoch) index--;
  return { index, at: { epoch: at.epoch - start(index), step: at.step }, epochs: start(index + 1) - start(index) };
}
