import type { Figure } from "./figure.ts";
import type { StoredRun } from "./stored-run.ts";
import type { Verdict } from "./verdict.ts";

/** A stored run whose claims are judged. */
export interface JudgedRun extends StoredRun {
  /** How the claims came out: one for each, in their order. */
  readonly verdicts: readonly Verdict[];
}

/** All that a reporter may see of a run: a judged run with the figures of its plugins. */
export interface RunView extends JudgedRun {
  /** Figures beside the built-in ones: those that the experiment's metrics bring along, and those of its `use` modules. */
  readonly figures: readonly Figure[];
  /** Metrics that bring figures along: what they measure is drawn there. */
  readonly drawnMetrics: readonly string[];
}
