import type { CellEvent, Position } from "@infoplane/contracts";

/** Tracks what a cell does, in case it never reports how it ended. */
export class CellFollower {
  readonly #emit: (event: CellEvent) => void;
  #at: Position = { epoch: 0, step: 0 };
  #doing: string | undefined;

  constructor(emit: (event: CellEvent) => void) {
    this.#emit = emit;
  }

  /** Records an event and passes it on. */
  readonly follow = (event: CellEvent): void => {
    if ("at" in event) this.#at = event.at;
    if (event.kind === "doing") this.#doing = event.what;
    if (event.kind === "step") this.#doing = `the training of epoch ${event.at.epoch + 1}, after step ${event.at.step}`;
    this.#emit(event);
  };

  /** How far along the cell is. */
  get at(): Position {
    return this.#at;
  }

  /** Whether it has begun to work. */
  get hasBegun(): boolean {
    return this.#doing !== undefined;
  }

  /** What it is working on, in words. */
  get doing(): string {
    return this.#doing ?? "its start";
  }
}
