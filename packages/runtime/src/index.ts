/**
 * What turns an experiment into a run, for programs: each function loads what it needs when it is first called, so that
 * checking an experiment loads no tensor library. Long calls report events through `onEvent` and end by an AbortSignal;
 * errors in the input are thrown as InfoplaneError.
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

/** Checks and plans an experiment, and says how each arm trains. Runs nothing. */
export const explainExperiment: typeof import("./experiment/explain-experiment.ts").explainExperiment = async (
  ...args
) => (await import("./experiment/explain-experiment.ts")).explainExperiment(...args);

/** Trains, measures and reports; finished cells are not run again. */
export const runExperiment: typeof import("./run/run-experiment.ts").runExperiment = async (...args) =>
  (await import("./run/run-experiment.ts")).runExperiment(...args);

/** Says what {@link runExperiment} would run. */
export const previewRun: typeof import("./run/preview-run.ts").previewRun = async (...args) =>
  (await import("./run/preview-run.ts")).previewRun(...args);

/** Follows a run in a cluster's queue to its end, and reports. */
export const followRun: typeof import("./run/follow-run.ts").followRun = async (...args) =>
  (await import("./run/follow-run.ts")).followRun(...args);

/** Ends a run's cells in a cluster's queue; they save their state. */
export const cancelRun: typeof import("./run/follow-run.ts").cancelRun = async (...args) =>
  (await import("./run/follow-run.ts")).cancelRun(...args);

/** Takes more measures on the stored checkpoints of a run. */
export const measureRun: typeof import("./measure/measure-run.ts").measureRun = async (...args) =>
  (await import("./measure/measure-run.ts")).measureRun(...args);

/** Measures activations that another program exported. */
export const measureActivations: typeof import("./activations/measure-activations.ts").measureActivations = async (
  ...args
) => (await import("./activations/measure-activations.ts")).measureActivations(...args);

/** One report over several runs of the same data. */
export const compareRuns: typeof import("./compare/compare-runs.ts").compareRuns = async (...args) =>
  (await import("./compare/compare-runs.ts")).compareRuns(...args);

/** Renders the report of a stored run again. */
export const renderRun: typeof import("./view/render-run.ts").renderRun = async (...args) =>
  (await import("./view/render-run.ts")).renderRun(...args);

/** A stored run with its records, judged claims and figures. */
export const openRun: typeof import("./view/open-run.ts").openRun = async (...args) =>
  (await import("./view/open-run.ts")).openRun(...args);

/** Writes the trained networks of a run for PyTorch and Keras. */
export const exportRun: typeof import("./export/export-run.ts").exportRun = async (...args) =>
  (await import("./export/export-run.ts")).exportRun(...args);

/** Every dependence estimator on pairs with known dependence. */
export const benchEstimators: typeof import("./estimator-bench/bench-estimators.ts").benchEstimators = async (
  ...args
) => (await import("./estimator-bench/bench-estimators.ts")).benchEstimators(...args);

/** An error as people read it, and the exit code of a process that meets it. */
export const failureOf: typeof import("./failure-of.ts").failureOf = async (...args) =>
  (await import("./failure-of.ts")).failureOf(...args);
