/** Not-a-number and infinities are written as null. */
export type RecordValue = string | number | boolean | null;

/** One row of tidy data: everything measured is a record, everything drawn reads records. */
export interface RunRecord {
  /** Hash of the cell. */
  readonly cell: string;
  readonly arm: string;
  readonly seed: number;
  /** Epochs and steps done. 0 is the untrained network. */
  readonly epoch: number;
  readonly step: number;
  /** What was measured, as the experiment writes it: `accuracy`, `nhsic(X, Z)`. */
  readonly quantity: string;
  readonly value: number | null;
  readonly block?: string;
  /** Place of the block from 1. */
  readonly depth?: number;
  readonly split?: "train" | "test";
  /** Name of the metric plugin; records of the training loss have none. */
  readonly metric?: string;
  readonly [column: string]: RecordValue | undefined;
}
