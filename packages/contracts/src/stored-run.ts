import type { CellStatus } from "./cell.ts";
import type { Experiment } from "./experiment.ts";
import type { Manifest } from "./manifest.ts";
import type { RunRecord } from "./record.ts";

/** A run as its store holds it, before anything is concluded from it. */
export interface StoredRun {
  readonly directory: string;
  readonly experiment: Experiment;
  /** The experiment as it was written. */
  readonly source: string;
  readonly manifest: Manifest;
  readonly cells: readonly CellView[];
  /** Of this experiment's cells, ordered by arm, seed, epoch. Of several draws of samples the means: see {@link meanOverDraws}. */
  readonly records: readonly RunRecord[];
  /** What was measured on several draws of samples, draw by draw. */
  readonly draws?: readonly RunRecord[];
  /** Set where memory does not suffice for all records of the store. */
  readonly thinned?: Thinned;
  /**
   * What a report of this run has to do without, in sentences: records that are damaged or contradict each other, cells that
   * are there twice, modules that can't be loaded. Reporters say it in what they write; the command ends with exit code 4.
   */
  readonly leftOut?: readonly string[];
}

/** `records` holds those of every so many epochs, and of the first and the last epoch of each cell. */
export interface Thinned {
  readonly every: number;
  /** Records in the store. */
  readonly of: number;
}

export interface CellView {
  readonly hash: string;
  readonly arm: string;
  readonly seed: number;
  readonly status: CellStatus;
}
