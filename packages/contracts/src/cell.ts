import type { ArchitectureSpec } from "./architecture.ts";
import type { DatasetSpec } from "./dataset.ts";
import type { TrainingSpec } from "./trainer.ts";
import type { MeasureSpec } from "./experiment.ts";
import type { Position } from "./network.ts";

/** One training run: arm x seed. Its hash covers `training identity` only: measures and reports do not change it. */
export interface CellSpec {
  readonly hash: string;
  readonly arm: string;
  readonly seed: number;
  readonly dataset: DatasetSpec;
  readonly architecture: ArchitectureSpec;
  readonly training: TrainingSpec;
  /** Threads inside one operation on a native engine: sums are split over them, and their order decides the last bits. */
  readonly threads?: number;
  /** As the experiment says; no part of the hash. */
  readonly checkpoints?: { readonly every: number };
}

/** The planned run. */
export interface Plan {
  readonly experiment: string;
  /** Of every cell. */
  readonly measures: readonly MeasureSpec[];
  readonly cells: readonly CellSpec[];
}

export type CellStatus =
  | { readonly state: "waiting" }
  | { readonly state: "running"; readonly at: Position }
  /** Stopped before the end with its state saved: will be continued. */
  | { readonly state: "interrupted"; readonly at: Position }
  | { readonly state: "done"; readonly at: Position; readonly seconds: number }
  | {
      readonly state: "failed";
      readonly at: Position;
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** Where a plugin threw: file, line and column, then the lines around. */
      readonly frame?: string;
    };

/**
 * What a running cell tells: for the terminal. `time`: when it happened, in milliseconds since 1970, where it is read in a log
 * afterwards; now by default.
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
  /** Before a plugin's hook is called: what is at work, for the case that it never comes back. */
  | { readonly kind: "doing"; readonly cell: string; readonly what: string }
  | { readonly kind: "end"; readonly cell: string; readonly status: CellStatus };
