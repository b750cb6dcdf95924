import type {
  Arrays,
  Batch,
  GroupLoss,
  Position,
  TrainEvent,
  Trainer,
  TrainerContext,
  TrainerState,
} from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Something with a state of its own: a module, an optimizer, a table of the rule. */
export interface Part {
  save(): Arrays;
  load(arrays: Arrays): void;
  dispose(): void;
}

/** A batch that frees itself. */
export interface OwnedBatch extends Batch {
  dispose(): void;
}

/** A part whose state is known without saving it. */
export function onlyDisposed(part: { dispose(): void }): Part {
  return { save: () => new Map(), load: () => undefined, dispose: () => part.dispose() };
}

/** What one step of a learning rule is; the loop around it, and its state, are the same for all of them. */
export interface LearningRule<B extends OwnedBatch = OwnedBatch> {
  /** What its losses are called, in order; the last one of an epoch is reported as the training's. */
  readonly groups: readonly string[];
  /** One step on a batch, which is borrowed: the losses of the groups that it trained. Throws DivergedError. */
  step(batch: B, step: { readonly at: Position; readonly learningRateScale: number }): readonly GroupLoss[];
  /** The batch of a step, where it is not the training batch as it is. */
  batch?(at: Position): B;
  /** Where a part of the training that has a schedule of its own stands; without it, the whole training. */
  phase?(at: Position): { readonly at: Position; readonly epochs: number };
  predict(x: Tensor, at: Position): Tensor;
  representations?(x: Tensor, at: Position): readonly Tensor[];
  gradients?(at: Position): ReadonlyMap<string, Tensor>;
  /** Everything with a state, by the prefix of its arrays. The trainer disposes them. */
  readonly parts: readonly (readonly [prefix: string, part: Part])[];
}

/** Runs a learning rule over epochs and steps: its state is that of the rule's parts, the position and running sums. */
export class StepTrainer<B extends OwnedBatch = OwnedBatch> implements Trainer {
  readonly #context: Pick<TrainerContext, "batches" | "training" | "schedule">;
  readonly #rule: LearningRule<B>;
  #epoch = 0;
  #step = 0;
  /** Sum of each group's losses over the steps of this epoch. */
  #sums = new Map<string, number>();

  constructor(context: Pick<TrainerContext, "batches" | "training" | "schedule">, rule: LearningRule<B>) {
    this.#context = context;
    this.#rule = rule;
    if (rule.representations) this.representations = (x) => rule.representations?.(x, this.position) ?? [];
    if (rule.gradients) this.gradients = (at) => rule.gradients?.(at) ?? new Map<string, Tensor>();
  }

  readonly representations?: (x: Tensor) => readonly Tensor[];
  readonly gradients?: (at: Position) => ReadonlyMap<string, Tensor>;

  get position(): Position {
    return { epoch: this.#epoch, step: this.#step };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous; this engine's steps are not
  async *train(): AsyncGenerator<TrainEvent, void> {
    const { batches, training } = this.#context;
    while (this.#epoch < training.epochs) {
      while (this.#step < batches.stepsPerEpoch) {
        const losses = this.#trainStep();
        this.#step++;
        yield { kind: "step", at: this.position, loss: losses.at(-1)?.loss ?? NaN, losses };
      }
      const losses = this.#rule.groups.flatMap((group): GroupLoss[] => {
        const sum = this.#sums.get(group);
        return sum === undefined ? [] : [{ group, loss: sum / batches.stepsPerEpoch }];
      });
      this.#sums.clear();
      this.#epoch++;
      this.#step = 0;
      yield { kind: "epoch", at: this.position, loss: losses.at(-1)?.loss ?? NaN, losses };
    }
  }

  #trainStep(): readonly GroupLoss[] {
    const { batches, training, schedule } = this.#context;
    const at = this.position;
    const phase = this.#rule.phase?.(at) ?? { at, epochs: training.epochs };
    const learningRateScale = schedule(phase.at, { epochs: phase.epochs, stepsPerEpoch: batches.stepsPerEpoch });
    const batch = this.#rule.batch?.(at) ?? (owned(batches.train(at)) as B);
    try {
      const losses = this.#rule.step(batch, { at, learningRateScale });
      for (const { group, loss } of losses) this.#sums.set(group, (this.#sums.get(group) ?? 0) + loss);
      return losses;
    } finally {
      batch.dispose();
    }
  }

  predict(x: Tensor): Tensor {
    return this.#rule.predict(x, this.position);
  }

  save(): TrainerState {
    const arrays = new Map(
      this.#rule.parts.flatMap(([prefix, part]) => [...part.save()].map(([key, value]) => [prefix + key, value])),
    );
    const sums = Object.fromEntries([...this.#sums].map(([group, sum]) => [`sum/${group}`, sum]));
    return { arrays, values: { epoch: this.#epoch, step: this.#step, ...sums } };
  }

  load({ arrays, values }: TrainerState): void {
    for (const [prefix, part] of this.#rule.parts) {
      const own = [...arrays].filter(([key]) => key.startsWith(prefix));
      part.load(new Map(own.map(([key, array]) => [key.slice(prefix.length), array])));
    }
    this.#epoch = values["epoch"] ?? 0;
    this.#step = values["step"] ?? 0;
    this.#sums = new Map(
      this.#rule.groups.flatMap((group) => {
        const sum = values[`sum/${group}`];
        return sum === undefined ? [] : [[group, sum]];
      }),
    );
  }

  dispose(): void {
    for (const [, part] of this.#rule.parts) part.dispose();
  }
}

function owned({ x, y }: Batch): OwnedBatch {
  return { x, y, dispose: () => [x, y].forEach((tensor) => tensor.dispose()) };
}
