/** Not-a-number and infinities are written as null. */
export type RecordValue = string | number | boolean | null;

/** One row of tidy data: every measurement is a record, and every figure is drawn from records. */
export interface RunRecord {
  /** Hash of the cell. */
  readonly cell: string;
  readonly arm: string;
  readonly seed: number;
  /** Epochs and steps done; 0 is the untrained network. */
  readonly epoch: number;
  readonly step: number;
  /** What was measured, as the experiment writes it: `accuracy`, `nhsic(X, Z)`. */
  readonly quantity: string;
  readonly value: number | null;
  readonly block?: string;
  /** Position of the block, from 1. */
  readonly depth?: number;
  readonly split?: "train" | "test";
  /** Name of the metric plugin; records of the training loss have none. */
  readonly metric?: string;
  readonly [column: string]: RecordValue | undefined;
}
