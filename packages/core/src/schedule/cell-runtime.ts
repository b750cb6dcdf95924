import type {
  Batches,
  CellSpec,
  EngineInfo,
  MeasureSpec,
  Metric,
  Network,
  Position,
  Snapshot,
  Trainer,
} from "@infoplane/contracts";
import type { Clock } from "../clock.ts";

/** One cell's training on the engine. */
export interface CellTraining {
  readonly trainer: Trainer;
  readonly network: Network;
  readonly batches: Batches;
  /** Frees all three. */
  dispose(): void;
}

/** What a trainer may ask of its cell. */
export interface TrainerHooks {
  /** An empty directory for intermediate results, created on first use and removed with the training. */
  scratch(): string;
  /** A sentence for the user. */
  note(message: string): void;
}

/** A snapshot that owns tensors until `dispose`. */
export type OwnedSnapshot = Snapshot & { dispose(): void };

/** What the scheduler needs from the rest of the program: it knows no plugin and no tensor itself. */
export interface CellRuntime {
  readonly engine: EngineInfo;
  readonly clock: Clock;
  /** A training at its start: position 0, initial weights of the cell's seed. */
  createTrainer(cell: CellSpec, hooks: TrainerHooks): Promise<CellTraining>;
  /** Evaluation-mode view of the network as it is now; `probe` as the measure specifies it, on its `draw`, from 1. */
  snapshot(
    training: CellTraining,
    probe: MeasureSpec["probe"],
    at: Position,
    draw?: number,
  ): OwnedSnapshot | Promise<OwnedSnapshot>;
  createMetric(measure: MeasureSpec): Metric | Promise<Metric>;
}
