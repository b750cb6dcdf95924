import type {
  Arrays,
  Batch,
  GroupLoss,
  Module,
  Position,
  TrainEvent,
  Trainer,
  TrainerContext,
  TrainerState,
} from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Step } from "./descend.ts";

/** Something with state: a module, an optimizer, a table of the rule. */
export interface Part {
  save(): Arrays;
  load(arrays: Arrays): void;
  dispose(): void;
}

/** A batch that frees itself. */
export interface OwnedBatch extends Batch {
  dispose(): void;
}

/** A part that has no state to save, only tensors to dispose. */
export function onlyDisposed(part: { dispose(): void }): Part {
  return { save: () => new Map(), load: () => undefined, dispose: () => part.dispose() };
}

/** What one step of a learning rule is; the loop around it, and its state, are the same for all rules. */
export interface LearningRule<B extends OwnedBatch = OwnedBatch> {
  /**
   * The names of its losses, in order: a group is named after its last block, a classifier with its own loss after the
   * classifier. The last loss of an epoch is also reported as that of the training.
   */
  readonly groups: readonly string[];
  /**
   * One step on a batch, which is borrowed: the losses of the groups that it trained. Pass `step` on to `descend` as it
   * is: with `observe` nothing may change. Throws DivergedError.
   */
  step(batch: B, step: Step): readonly GroupLoss[];
  /** The batch of a step, where it is not the plain training batch. */
  batch?(at: Position): B;
  /** The position within a part of the training that has its own schedule; by default, the whole training. */
  phase?(at: Position): { readonly at: Position; readonly epochs: number };
  predict(x: Tensor, at: Position): Tensor;
  representations?(x: Tensor, at: Position): readonly Tensor[];
  gradients?(at: Position): ReadonlyMap<string, Tensor>;
  /**
   * Everything that has state, by the prefix of its arrays: see `partsOf`. The trainer disposes them. A trained module
   * that is missing here would start afresh after a resume, so the first save that finds one throws.
   */
  readonly parts: readonly (readonly [prefix: string, part: Part])[];
}

type StepContext = Pick<TrainerContext, "network" | "batches" | "training" | "schedule">;

/** Runs a learning rule over epochs and steps. Its state is that of the rule's parts, the position and running sums. */
export class StepTrainer<B extends OwnedBatch = OwnedBatch> implements Trainer {
  readonly #context: StepContext;
  readonly #rule: LearningRule<B>;
  #epoch = 0;
  #step = 0;
  /** Sum of each group's losses over the steps of this epoch. */
  #sums = new Map<string, number>();
  /** Modules of the network that no part saves, with their initial state. */
  readonly #unsaved: readonly { readonly module: Module; readonly began: Arrays }[];

  constructor(context: StepContext, rule: LearningRule<B>) {
    this.#context = context;
    this.#rule = rule;
    const saved = new Set<unknown>(rule.parts.map(([, part]) => part));
    const { blocks, classifier } = context.network;
    const unsaved = [...blocks, classifier].filter((module) => !saved.has(module));
    this.#unsaved = unsaved.map((module) => ({ module, began: module.save() }));
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
    const lost = this.#unsaved.find(({ module, began }) => isChanged(began, module.save()));
    if (lost) throw new Error(`${lost.module.spec.name} has trained, and no part saves it: add it to the rule's parts`);
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

function isChanged(before: Arrays, now: Arrays): boolean {
  return [...now].some(([name, { data }]) => {
    const began = before.get(name)?.data;
    return began === undefined || data.some((value, at) => !Object.is(value, began[at]));
  });
}

function owned({ x, y }: Batch): OwnedBatch {
  return { x, y, dispose: () => [x, y].forEach((tensor) => tensor.dispose()) };
}
