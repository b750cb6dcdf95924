import type { CellView } from "@infoplane/contracts";
import { notMeasuredAt, otherDefinition } from "../messages.ts";
import type { CellContents } from "./read-cell.ts";

/** Reports which cells lack records of which measures: one sentence for all cells that lack the same. */
export class MeasureNotices {
  readonly #redefined = new Map<string, string[]>();
  readonly #absent = new Map<string, { label: string; epochs: readonly number[]; cells: string[] }>();

  add({ arm, seed }: CellView, { redefined, absent }: Pick<CellContents, "redefined" | "absent">): void {
    const name = `${arm} seed ${seed}`;
    for (const label of redefined) this.#redefined.set(label, [...(this.#redefined.get(label) ?? []), name]);
    for (const { label, epochs } of absent) {
      const key = JSON.stringify([label, epochs]);
      const known = this.#absent.get(key) ?? { label, epochs, cells: [] };
      known.cells.push(name);
      this.#absent.set(key, known);
    }
  }

  sentences(): string[] {
    return [
      ...[...this.#redefined].map(([label, cells]) => otherDefinition(label, cells).message),
      ...[...this.#absent.values()].map(({ label, epochs, cells }) => notMeasuredAt(label, epochs, cells).message),
    ];
  }
}
