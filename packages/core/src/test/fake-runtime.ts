import type {
  Batches,
  CellSpec,
  EngineInfo,
  MeasureSpec,
  Measurement,
  Metric,
  Network,
  Position,
  Snapshot,
} from "@infoplane/contracts";
import type { CellRuntime, CellTraining, OwnedSnapshot } from "../schedule/cell-runtime.ts";
import { FakeTrainer, type FakeTrainerOptions } from "./fake-trainer.ts";

export interface FakeRuntimeOptions extends Partial<FakeTrainerOptions> {
  /** Called each time it measures: may throw, like a metric that fails. */
  readonly onMeasure?: (measure: MeasureSpec, at: Position) => void;
  /** Replaces what the metric returns. */
  readonly changeRows?: (rows: readonly Measurement[]) => readonly Measurement[];
  /** Called when a state is saved or a trainer created. */
  readonly onTrainer?: (hook: "create" | "save", cell: CellSpec) => void;
}

const unavailable = (): never => {
  throw new Error("a fake runtime has no tensors");
};

/** A runtime around {@link FakeTrainer}: its metric `weight` records each weight, the mean of them (plus 1 for each draw beyond the first) and the probe size. */
export class FakeRuntime implements CellRuntime {
  readonly engine: EngineInfo = { name: "js", library: "fake", device: "none", threads: 1, reason: "for tests" };
  /** What is alive, to check that everything is disposed. */
  readonly alive = { trainings: 0, snapshots: 0, metrics: 0 };
  /** Number of trainers created. */
  created = 0;
  readonly #options: FakeRuntimeOptions;
  #now = 0;

  constructor(options: FakeRuntimeOptions = {}) {
    this.#options = options;
  }

  readonly clock = (): number => (this.#now += 1000);

  createTrainer(cell: CellSpec): Promise<CellTraining> {
    const { onTrainer, stepsPerEpoch = 4 } = this.#options;
    onTrainer?.("create", cell);
    this.created++;
    this.alive.trainings++;
    const trainer = new FakeTrainer(cell, { ...this.#options, stepsPerEpoch });
    const save = trainer.save.bind(trainer);
    trainer.save = () => {
      onTrainer?.("save", cell);
      return save();
    };
    return Promise.resolve({
      trainer,
      network: { spec: cell.architecture } as Network,
      batches: { stepsPerEpoch, batchSize: cell.dataset.batch } as Batches,
      dispose: () => {
        this.#end("trainings");
        trainer.dispose();
      },
    });
  }

  snapshot({ trainer }: CellTraining, probe: MeasureSpec["probe"], at: Position, draw = 1): OwnedSnapshot {
    this.alive.snapshots++;
    const snapshot = {
      at,
      weights: trainer instanceof FakeTrainer ? trainer.weights : new Float32Array(),
      samples: probe?.samples ?? 0,
      draw,
      predict: unavailable,
      dispose: () => this.#end("snapshots"),
    };
    return snapshot as unknown as OwnedSnapshot;
  }

  createMetric(measure: MeasureSpec): Metric {
    this.alive.metrics++;
    return {
      measure: (snapshot) => {
        this.#options.onMeasure?.(measure, snapshot.at);
        const { weights, samples, draw } = snapshot as Snapshot & {
          weights: Float32Array;
          samples: number;
          draw: number;
        };
        const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length + draw - 1;
        const each = [...weights].map((value, index) => ({ value, block: `block${index + 1}`, depth: index + 1 }));
        const rows = [...each, { value: mean, samples }];
        return this.#options.changeRows?.(rows) ?? rows;
      },
      dispose: () => this.#end("metrics"),
    };
  }

  #end(what: keyof FakeRuntime["alive"]): void {
    this.alive[what]--;
  }
}
