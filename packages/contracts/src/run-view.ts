import type { Experiment } from "./experiment.ts";
import type { Figure } from "./figure.ts";
import type { Manifest } from "./manifest.ts";
import type { CellStatus } from "./cell.ts";
import type { RunRecord } from "./record.ts";
import type { Verdict } from "./verdict.ts";

/** A run as the store holds it: all that a reporter may see. */
export interface RunView {
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
  /** Figures beside the built-in ones: those that the experiment's metrics bring along, and those of its `use` modules. */
  readonly figures: readonly Figure[];
  /** Metrics that bring figures along: what they measure is drawn there. */
  readonly drawnMetrics: readonly string[];
  /** How the claims came out, one for each, in their order: judged once, when the view is made. */
  readonly verdicts: readonly Verdict[];
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
