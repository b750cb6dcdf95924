import type { Figure } from "./figure.ts";
import type { StoredRun } from "./stored-run.ts";
import type { Verdict } from "./verdict.ts";

/** A stored run whose claims are judged. */
export interface JudgedRun extends StoredRun {
  /** One verdict per claim, in the same order. */
  readonly verdicts: readonly Verdict[];
}

/** All that a reporter may see of a run: the judged run with its plugins' figures. */
export interface RunView extends JudgedRun {
  /** Figures besides the built-in ones, from the experiment's metrics and `use` modules. */
  readonly figures: readonly Figure[];
  /** Metrics that bring their own figures, which draw their measurements. */
  readonly drawnMetrics: readonly string[];
}
