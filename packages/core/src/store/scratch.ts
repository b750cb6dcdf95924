import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A folder for intermediate results of one cell's training: `scratch/` in its directory. Meaningless after a crash. */
export class Scratch {
  readonly #path: string;
  #made = false;

  constructor(cellDirectory: string) {
    this.#path = join(cellDirectory, "scratch");
  }

  /** The directory, which is empty on the first call. */
  open(): string {
    if (!this.#made) {
      rmSync(this.#path, { recursive: true, force: true });
      mkdirSync(this.#path);
      this.#made = true;
    }
    return this.#path;
  }

  /** Removes it, including what a killed process left. */
  clear(): void {
    rmSync(this.#path, { recursive: true, force: true });
    this.#made = false;
  }
}
