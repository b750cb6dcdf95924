import type { CellEvent, CellSpec, Diagnostic, EngineInfo, Experiment, Plan, Registry } from "@infoplane/contracts";
import type { RunSummary } from "@infoplane/core";
import type { SourceText } from "@infoplane/dsl";
import type { ProvisionProgress } from "@infoplane/engine";
import type { ChosenExecutor } from "./run/choose-executor.ts";
import type { CellThreads } from "./cell/threads-of.ts";
import type { Survey } from "./survey/survey.ts";

/** What is about to run: sent once everything is checked and loaded, before the first cell starts. */
export interface PreparedRun {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** Engine and data that the cells use. */
  readonly survey: Survey;
  readonly registry: Registry;
  readonly executor: ChosenExecutor;
  readonly threads: CellThreads;
  /** Folder of the run. */
  readonly directory: string;
  /** Epochs that earlier sessions trained, by the cell's hash. */
  readonly epochsBefore: ReadonlyMap<string, number>;
  /** Estimated seconds for the run; only set if that is long on a plain engine. */
  readonly slowSeconds?: number;
}

/** What a call of the runtime reports while it works, in order. */
export type RuntimeEvent =
  /** What is questionable about the experiment, or about exported activations. */
  | { readonly kind: "warnings"; readonly diagnostics: readonly Diagnostic[]; readonly source?: SourceText }
  /** A sentence about the work. */
  | { readonly kind: "note"; readonly message: string }
  /** Another process holds the run's folder; whether it is alive is being checked. */
  | { readonly kind: "waiting"; readonly directory: string; readonly host: string }
  /** The native engine is being installed. */
  | { readonly kind: "provision"; readonly progress: ProvisionProgress }
  | { readonly kind: "engine"; readonly engine: EngineInfo }
  | { readonly kind: "prepared"; readonly run: PreparedRun }
  /** How far along a cluster run is when following begins. */
  | ({ readonly kind: "following" } & Pick<PreparedRun, "plan" | "epochsBefore">)
  /** All cells have ended, in whatever way; the report is next. */
  | { readonly kind: "ended"; readonly summary: RunSummary; readonly seconds: number }
  /** Measures are being taken on a cell that is already trained. */
  | { readonly kind: "measuring"; readonly cell: CellSpec; readonly measures: readonly string[] }
  | { readonly kind: "cell"; readonly event: CellEvent };

/** How a long call is followed and stopped. */
export interface CallOptions {
  /** Called with each event. Must not throw. */
  readonly onEvent?: (event: RuntimeEvent) => void;
  /**
   * Ends the call: running cells save their state first. A call that was only waiting (for data, for an engine to be
   * installed) rejects with the signal's reason.
   */
  readonly signal?: AbortSignal;
}

/** {@link CallOptions} with defaults filled in. */
export interface Call {
  readonly emit: (event: RuntimeEvent) => void;
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
}

export function callOf({ onEvent = () => undefined, signal = new AbortController().signal }: CallOptions): Call {
  return { emit: onEvent, note: (message) => onEvent({ kind: "note", message }), signal };
}
