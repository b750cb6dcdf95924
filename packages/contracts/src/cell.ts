import type { ArchitectureSpec } from "./architecture.ts";
import type { DatasetSpec } from "./dataset.ts";
import type { TrainingSpec } from "./trainer.ts";
import type { MeasureSpec } from "./experiment.ts";
import type { Position } from "./network.ts";

/** One training: arm x seed. Its hash covers only the `training identity`, not measures and reports. */
export interface CellSpec {
  readonly hash: string;
  readonly arm: string;
  readonly seed: number;
  readonly dataset: DatasetSpec;
  readonly architecture: ArchitectureSpec;
  readonly training: TrainingSpec;
  /** Threads inside one operation on a native engine. Sums are split over them; their order affects the last bits. */
  readonly threads?: number;
  /** As the experiment says; not part of the hash. */
  readonly checkpoints?: { readonly every: number };
}

/** The planned run. */
export interface Plan {
  readonly experiment: string;
  /** Taken on every cell. */
  readonly measures: readonly MeasureSpec[];
  readonly cells: readonly CellSpec[];
}

/** How far a cell is. `at`: epochs and steps done; `seconds`: wall time; `code`: that of the failure's diagnostic. */
export type CellStatus =
  | { readonly state: "waiting" }
  | { readonly state: "running"; readonly at: Position }
  /** Stopped early with its state saved; it will be resumed. */
  | { readonly state: "interrupted"; readonly at: Position }
  | { readonly state: "done"; readonly at: Position; readonly seconds: number }
  | {
      readonly state: "failed";
      readonly at: Position;
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** Where a plugin threw: file, line and column, followed by the surrounding lines. */
      readonly frame?: string;
    };

/**
 * What a running cell reports, for the terminal. `time`: when it happened, in milliseconds since 1970, if it is read
 * from a log later; now by default.
 */
export type CellEvent =
  | {
      readonly kind: "start";
      readonly cell: string;
      readonly arm: string;
      readonly seed: number;
      readonly at: Position;
      readonly stepsPerEpoch: number;
      readonly epochs: number;
      readonly time?: number;
    }
  | { readonly kind: "step"; readonly cell: string; readonly at: Position; readonly loss: number }
  | {
      readonly kind: "measured";
      readonly cell: string;
      readonly at: Position;
      readonly accuracy?: number;
      readonly loss?: number;
      readonly time?: number;
    }
  | { readonly kind: "note"; readonly cell: string; readonly message: string }
  /** Sent before a plugin's hook is called, so that a hook that never returns can be named. */
  | { readonly kind: "doing"; readonly cell: string; readonly what: string }
  | { readonly kind: "end"; readonly cell: string; readonly status: CellStatus };
