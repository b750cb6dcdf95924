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
  /** Of this experiment's cells, by arm, seed, epoch. Several draws are averaged: see {@link meanOverDraws}. */
  readonly records: readonly RunRecord[];
  /** What was measured on several draws of samples, draw by draw. */
  readonly draws?: readonly RunRecord[];
  /** Set if memory does not hold all records of the store. */
  readonly thinned?: Thinned;
  /**
   * What a report of this run lacks, in sentences: damaged or contradictory records, duplicate cells, modules that
   * can't be loaded. Reporters include it in their output; the command exits with code 4.
   */
  readonly leftOut?: readonly string[];
}

/** `records` holds those of every n-th epoch, and of each cell's first and last epoch. */
export interface Thinned {
  readonly every: number;
  /** Number of records in the store. */
  readonly of: number;
}

/** A cell of a stored run. */
export interface CellView {
  readonly hash: string;
  readonly arm: string;
  readonly seed: number;
  readonly status: CellStatus;
}
