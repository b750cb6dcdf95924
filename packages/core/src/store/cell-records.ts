import { exitCodes, InfoplaneError, measureOf, type RunRecord } from "@infoplane/contracts";
import { measurementOf, recordsTwice } from "../messages.ts";
import { appendLines, formatLines, readLines, type OnDamage } from "./jsonl.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Quantity of the loss that training reports; the record without a layer closes its epoch. */
export const trainingLoss = "training-loss";

/**
 * The records of one cell: `records.jsonl` and the same rows in memory. The rows of one measuring are added with one
 * write, and `training-loss` comes last: where it is there, the epoch is complete.
 */
export class CellRecords {
  #rows: RunRecord[] = [];
  #torn: number | undefined;
  readonly #taken = new Set<string>();

  private constructor(
    readonly file: string,
    rows: readonly RunRecord[],
    torn: number | undefined,
  ) {
    this.#torn = torn;
    this.#add(rows);
  }

  /** A damaged line is told to `onDamage` and left out; without it, throws InfoplaneError (`core/store-line-damaged`). */
  static async read(file: string, onDamage?: OnDamage): Promise<CellRecords> {
    const { rows, torn } = await readLines(file, onDamage);
    return new CellRecords(file, rows as unknown as RunRecord[], torn);
  }

  get rows(): readonly RunRecord[] {
    return this.#rows;
  }

  /** Number of the torn last line, if there is one. */
  get torn(): number | undefined {
    return this.#torn;
  }

  /** Whether this measure has rows of this epoch. */
  has(label: string, epoch: number): boolean {
    return this.#taken.has(`${epoch} ${label}`);
  }

  /** Whether all rows of this epoch are there. */
  isClosed(epoch: number): boolean {
    if (epoch === 0) return this.#torn === undefined || this.#rows.some((row) => row.epoch > 0);
    return this.#rows.some((row) => row.epoch === epoch && row.quantity === trainingLoss && row.layer === undefined);
  }

  /** Adds the rows of one measuring; on return they are on the disk. Throws as {@link insert} does. */
  async append(rows: readonly RunRecord[]): Promise<void> {
    this.#refuseTaken(rows);
    if (this.#torn !== undefined) return this.#replace([...this.#rows, ...rows]);
    await appendLines(this.file, rows);
    this.#add(rows);
  }

  /**
   * Adds rows to epochs that are closed already: all of them or, when the process is killed, none. A measure has its rows of
   * an epoch at once: throws InfoplaneError (`core/store-records-twice`) when there are some.
   */
  async insert(rows: readonly RunRecord[]): Promise<void> {
    this.#refuseTaken(rows);
    if (rows.length > 0) await this.#replace([...this.#rows, ...rows]);
  }

  /** Drops all rows that do not fit, and a torn line. */
  async keep(fits: (row: RunRecord) => boolean): Promise<void> {
    const kept = this.#rows.filter(fits);
    if (kept.length < this.#rows.length || this.#torn !== undefined) await this.#replace(kept);
  }

  #refuseTaken(rows: readonly RunRecord[]): void {
    const taken = rows.find((row) => this.has(measureOf(row), row.epoch));
    if (taken) throw new InfoplaneError(recordsTwice(this.file, measurementOf(taken)), exitCodes.runFailed);
  }

  async #replace(rows: readonly RunRecord[]): Promise<void> {
    await writeAtomic(this.file, formatLines(rows));
    this.#torn = undefined;
    this.#rows = [];
    this.#taken.clear();
    this.#add(rows);
  }

  #add(rows: readonly RunRecord[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#taken.add(`${row.epoch} ${measureOf(row)}`);
    }
  }
}
