/**
 * What turns an experiment into a run, for programs: each function loads what it needs when it is first called, so that
 * checking an experiment loads no tensor library. Long calls report events through `onEvent` and end by an AbortSignal.
 *
 * Errors are thrown as InfoplaneError, with an exit code: 2 for what the caller wrote, 3 for the environment (engine,
 * data, disk, a run that another process holds), 4 for damaged files, 1 for plugin code that failed. The comments below
 * name the codes that a caller may want to tell apart.
 */
export type { CallOptions, PreparedRun, RuntimeEvent } from "./events.ts";
export type { EngineChoice } from "./cell/open-engine.ts";
export type { ComparedRuns, CompareRequest } from "./compare/compare-runs.ts";
export type { BenchRequest } from "./estimator-bench/bench-estimators.ts";
export type { ArmDifferences, ArmExplanation, ExplainedExperiment } from "./experiment/explain-experiment.ts";
export type { ExportedRun, ExportRequest } from "./export/export-run.ts";
export type { Failure } from "./failure-of.ts";
export type { MeasuredRun, MeasureRequest } from "./measure/measure-run.ts";
export type { MeasureActivationsRequest } from "./activations/measure-activations.ts";
export type { RunPreview } from "./run/preview-run.ts";
export type { RunOutcome, RunRequest } from "./run/run-experiment.ts";
export type { RenderRequest } from "./view/render-run.ts";
export type { RenderedRun } from "./view/render-report.ts";
export { checkExperiment, type CheckedExperiment, type ExperimentRequest } from "./experiment/check-experiment.ts";
export { ExperimentProblem } from "./experiment/experiment-problem.ts";
export { builtInRegistry } from "./plugins/registry.ts";
export { version } from "./version.ts";

/**
 * Checks and plans an experiment, and says how each arm trains. Runs nothing, and starts no engine. Throws
 * {@link ExperimentProblem} (exit code 2); `differences` throws `runtime/one-arm` and `core/plan-unknown-arm`.
 *
 * ```ts
 * const { plan, arms, differences } = await explainExperiment("experiments/quick.exp");
 * for (const { name, groups } of arms) console.log(name, groups.length, "losses");
 * console.log(plan.cells.length, "cells", differences(["e2e", "per-layer"]));
 * ```
 */
export const explainExperiment: typeof import("./experiment/explain-experiment.ts").explainExperiment = async (
  ...args
) => (await import("./experiment/explain-experiment.ts")).explainExperiment(...args);

/**
 * Trains, measures and reports. The run's folder is `<out>/<name of the experiment>`. Finished cells are not run again,
 * and an interrupted one resumes from its last checkpoint. When the signal aborts, running cells save their state and
 * the call returns. A cell that fails is in the summary and does not stop the others.
 *
 * Throws {@link ExperimentProblem} if the experiment is wrong (exit code 2), and InfoplaneError: with exit code 3 for
 * `data/unavailable`, `data/damaged`, `files/locked` (another process runs it), `files/not-writable` and an engine that
 * is required and can't run; with 4 for a damaged store; with 1 for `core/reporter-failed`, once all cells are stored.
 *
 * ```ts
 * const { summary, report } = await runExperiment("experiments/quick.exp", { seeds: "1..3" });
 * for (const { cell, status } of summary.failed) console.error(cell.arm, cell.seed, status.message);
 * for (const { claim, outcome } of report?.view.verdicts ?? []) console.log(outcome, claim.text);
 * ```
 */
export const runExperiment: typeof import("./run/run-experiment.ts").runExperiment = async (...args) =>
  (await import("./run/run-experiment.ts")).runExperiment(...args);

/**
 * Says what {@link runExperiment} would run. Reads the data, downloading it if need be; writes nothing into the run's
 * folder and starts no engine. Throws what {@link runExperiment} throws before its first cell.
 *
 * ```ts
 * const { finished, left, notes } = await previewRun("experiments/quick.exp");
 * console.log(`${finished.length} cells are finished, ${left.length} would run`, notes);
 * ```
 */
export const previewRun: typeof import("./run/preview-run.ts").previewRun = async (...args) =>
  (await import("./run/preview-run.ts")).previewRun(...args);

/**
 * Follows a run in a cluster's queue to its end, and reports. Submits and ends nothing; the signal ends the following
 * alone. Throws InfoplaneError: `core/store-no-run` and `runtime/not-elsewhere` (its cells are in no queue) with exit
 * code 2, `files/locked` (another process follows it) with 3.
 *
 * ```ts
 * const { summary } = await followRun("runs/cifar", { onEvent: ({ kind }) => console.log(kind) });
 * console.log(summary.done.length, "cells done");
 * ```
 */
export const followRun: typeof import("./run/follow-run.ts").followRun = async (...args) =>
  (await import("./run/follow-run.ts")).followRun(...args);

/**
 * Ends a run's cells in a cluster's queue; they save their state. Returns how many there were. Throws InfoplaneError:
 * `core/store-no-run` and `runtime/not-elsewhere` with exit code 2; with 3 if some are still in the queue.
 *
 * ```ts
 * console.log(await cancelRun("runs/cifar"), "cells ended");
 * ```
 */
export const cancelRun: typeof import("./run/follow-run.ts").cancelRun = async (...args) =>
  (await import("./run/follow-run.ts")).cancelRun(...args);

/**
 * Takes more measures on the stored checkpoints of cells that are trained to their end, and renders the report again.
 * Trains nothing. The values are those that the same measure would have had during training; epochs without a
 * checkpoint are reported as notes. A cell that can't be measured is in `statuses` and does not stop the others.
 *
 * Throws InfoplaneError. Exit code 2: `core/store-no-run`, `runtime/nothing-trained`, `runtime/measured-otherwise` (the
 * run has another measure of that label), and mistakes in `with` and `on`, as {@link ExperimentProblem}. Exit code 3:
 * `files/locked`, `runtime/other-data`, the engine.
 *
 * ```ts
 * const { statuses, view } = await measureRun("runs/quick", { with: "cka(X, Z)", on: "probe(train, 512)" });
 * const values = view.records.filter(({ quantity }) => quantity === "cka(X, Z)");
 * console.log(statuses.length, "cells,", values.length, "values");
 * ```
 */
export const measureRun: typeof import("./measure/measure-run.ts").measureRun = async (...args) =>
  (await import("./measure/measure-run.ts")).measureRun(...args);

/**
 * Measures activations that another program exported, and renders a report. A path is an arm, `path` or `name=path`: an
 * `.npz` or `.safetensors` file, or a folder of them, one for each epoch or seed. Each array is [samples, ...], with
 * the same samples in the same order in all; values are converted to float32. Labels are whole numbers, [samples]. The
 * result is a run like others in `<out>/<names of the arms>`; it replaces an earlier one of this kind, and never a
 * trained one.
 *
 * Throws InfoplaneError with exit code 2 for files that hold something else (`runtime/no-activations`,
 * `runtime/other-samples`, `runtime/not-labels`...) and for a measure that needs more than activations
 * (`runtime/not-on-activations`); nothing is written then.
 *
 * ```ts
 * const { view } = await measureActivations(["net=activations/"], { labels: "y", input: "x" });
 * for (const { epoch, block, quantity, value } of view.records) console.log(epoch, block, quantity, value);
 * ```
 */
export const measureActivations: typeof import("./activations/measure-activations.ts").measureActivations = async (
  ...args
) => (await import("./activations/measure-activations.ts")).measureActivations(...args);

/**
 * One report and one set of verdicts over the arms of several runs of the same data. Seeds pair arms across runs as
 * they do within one. The runs are only read; the comparison is written to `out`. `notes` says what was renamed or left
 * out.
 *
 * Throws InfoplaneError: with exit code 2 for `runtime/one-run` (there must be two or more), `core/store-no-run`,
 * `core/compare-other-data` and mistakes in the claims; with 3 for `core/compare-too-large`.
 *
 * ```ts
 * const { view, notes } = await compareRuns(["runs/cifar", "runs/cifar-wide"], { out: "runs/widths" });
 * for (const { claim, outcome } of view.verdicts) console.log(outcome, claim.text, notes);
 * ```
 */
export const compareRuns: typeof import("./compare/compare-runs.ts").compareRuns = async (...args) =>
  (await import("./compare/compare-runs.ts")).compareRuns(...args);

/**
 * Judges the claims of a stored run and renders its report again, or what `with` names, into `report/` in its folder.
 * The records are only read; no engine starts. What could not be made is listed in `view.leftOut`; the command then
 * ends with exit code 4.
 *
 * Throws InfoplaneError: with exit code 2 for `core/store-no-run` and, as {@link ExperimentProblem}, mistakes in `with`
 * and modules of `use` that can't be loaded; with 1 for `core/reporter-failed`; with 3 for `core/run-too-large`.
 *
 * ```ts
 * const { directory, files } = await renderRun("runs/quick", { with: "vega-lite(size: single), table" });
 * console.log(files.map((file) => `${directory}/${file}`).join("\n"));
 * ```
 */
export const renderRun: typeof import("./view/render-run.ts").renderRun = async (...args) =>
  (await import("./view/render-run.ts")).renderRun(...args);

/**
 * Reads a stored run with its records, judged claims and figures, also while it is running. Writes nothing, starts no
 * engine. Damaged records and modules that can't be loaded are listed in `leftOut`. Throws InfoplaneError:
 * `core/store-no-run` (exit code 2), `core/run-too-large` (3), `core/store-file-damaged` (4).
 *
 * ```ts
 * const { records } = await openRun("runs/quick");
 * const tested = records.filter(({ quantity, split }) => quantity === "accuracy" && split === "test");
 * for (const { arm, seed, epoch, value } of tested) console.log(arm, seed, epoch, value);
 * ```
 */
export const openRun: typeof import("./view/open-run.ts").openRun = async (...args) =>
  (await import("./view/open-run.ts")).openRun(...args);

/**
 * Writes the trained network of every cell: safetensors (float32, with PyTorch's names and layouts), the architecture
 * as JSON, and a Keras model in the layers format of TensorFlow.js. Starts no engine. `notes` says what a reader of the
 * files has to know, such as layers that Keras lacks.
 *
 * Throws InfoplaneError before anything is written: `core/store-no-run` and `runtime/nothing-to-export` with exit code
 * 2; `runtime/not-the-last`, unless `allowOlder`, with 1 if a cell is not trained to its end and 4 if its last
 * checkpoint can't be read; `files/link` with 3 if the run's `export` is a symbolic link.
 *
 * ```ts
 * const { directory, written, cells, notes } = await exportRun("runs/quick");
 * console.log(`${written} of ${cells} networks are in ${directory}`, notes);
 * ```
 */
export const exportRun: typeof import("./export/export-run.ts").exportRun = async (...args) =>
  (await import("./export/export-run.ts")).exportRun(...args);

/**
 * Bias, spread, power, false positives and cost of every dependence estimator on pairs with known dependence. Writes
 * `estimators.csv`, `.md` and `.vl.json` to `out`; returns the table in Markdown. Throws InfoplaneError:
 * `runtime/unknown-name` (exit code 2), those of the engine (3).
 *
 * ```ts
 * console.log(await benchEstimators({ samples: [64, 256], pairs: 20, out: "bench-estimators" }));
 * ```
 */
export const benchEstimators: typeof import("./estimator-bench/bench-estimators.ts").benchEstimators = async (
  ...args
) => (await import("./estimator-bench/bench-estimators.ts")).benchEstimators(...args);

/**
 * An error as people read it, and the exit code of a process that meets it. Errors of an experiment come with their
 * place in its text; any other error, with exit code 1, says whether it came from a plugin or from Infoplane.
 *
 * ```ts
 * try {
 *   await runExperiment("experiments/quick.exp");
 * } catch (error) {
 *   const { text, exitCode } = await failureOf(error, { color: false });
 *   process.stderr.write(`${text}\n`);
 *   process.exitCode = exitCode;
 * }
 * ```
 */
export const failureOf: typeof import("./failure-of.ts").failureOf = async (...args) =>
  (await import("./failure-of.ts")).failureOf(...args);
