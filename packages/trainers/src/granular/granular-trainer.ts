import type {
  Arrays,
  Batches,
  GroupLoss,
  Network,
  Position,
  Schedule,
  TrainEvent,
  Trainer,
  TrainerState,
  TrainingSpec,
} from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { trainGroup, type Group } from "./group.ts";

export interface GranularOptions {
  readonly network: Network;
  readonly batches: Batches;
  readonly training: TrainingSpec;
  readonly schedule: Schedule;
  /** In order; each works on the output of the one before. */
  readonly groups: readonly Group[];
}

/**
 * Trains groups of blocks side by side: at each step every group does forward, loss, backward and update on what the
 * group before gave, then frees its activations. One group is end-to-end training; a group a block is layer-wise.
 */
export class GranularTrainer implements Trainer {
  readonly #options: GranularOptions;
  #epoch = 0;
  #step = 0;
  /** Sum of each group's losses over the steps of this epoch. */
  #sums: number[];

  constructor(options: GranularOptions) {
    this.#options = options;
    const names = options.groups.flatMap(({ blocks, head }) => [...blocks, head]).map((module) => module.spec.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    // Checkpoints hold weights by name.
    if (twice !== undefined)
      throw new Error(`two parts of the network are called ${twice}: give the block another name`);
    this.#sums = options.groups.map(() => 0);
  }

  get position(): Position {
    return { epoch: this.#epoch, step: this.#step };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous; this engine's steps are not
  async *train(): AsyncGenerator<TrainEvent, void> {
    const { batches, training } = this.#options;
    while (this.#epoch < training.epochs) {
      while (this.#step < batches.stepsPerEpoch) {
        const losses = this.#trainStep();
        this.#step++;
        yield { kind: "step", at: this.position, loss: losses.at(-1)?.loss ?? NaN, losses };
      }
      const losses = this.#named(this.#sums.map((sum) => sum / batches.stepsPerEpoch));
      this.#sums = this.#sums.map(() => 0);
      this.#epoch++;
      this.#step = 0;
      yield { kind: "epoch", at: this.position, loss: losses.at(-1)?.loss ?? NaN, losses };
    }
  }

  #trainStep(): GroupLoss[] {
    const { groups, batches, schedule, training } = this.#options;
    const at = this.position;
    const factor = schedule(at, { epochs: training.epochs, stepsPerEpoch: batches.stepsPerEpoch });
    const batch = batches.train(at);
    let x = batch.x;
    try {
      return this.#named(
        groups.map((group, index) => {
          const wantsOutput = index < groups.length - 1;
          const { loss, output } = trainGroup(group, x, batch.y as Tensor1D, { at, factor, wantsOutput });
          this.#sums[index] = (this.#sums[index] ?? 0) + loss;
          x.dispose();
          x = output ?? x;
          return loss;
        }),
      );
    } finally {
      x.dispose();
      batch.y.dispose();
    }
  }

  #named(losses: readonly number[]): GroupLoss[] {
    return this.#options.groups.map(({ name }, index) => ({ group: name, loss: losses[index] ?? NaN }));
  }

  predict(x: Tensor): Tensor {
    const { network } = this.#options;
    const mode = { training: false, at: this.position };
    return tensors().tidy(() =>
      [...network.blocks, network.classifier].reduce((value, module) => forward(module, value, mode), x),
    );
  }

  save(): TrainerState {
    const arrays = new Map([...this.#parts()].flatMap(([prefix, part]) => prefixKeys(part.save(), prefix)));
    const sums = Object.fromEntries(this.#sums.map((sum, index) => [`sum${index}`, sum]));
    return { arrays, values: { epoch: this.#epoch, step: this.#step, ...sums } };
  }

  load({ arrays, values }: TrainerState): void {
    for (const [prefix, part] of this.#parts()) {
      part.load(
        new Map(
          [...arrays].flatMap(([key, array]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), array] as const] : [],
          ),
        ),
      );
    }
    this.#epoch = values["epoch"] ?? 0;
    this.#step = values["step"] ?? 0;
    this.#sums = this.#sums.map((_, index) => values[`sum${index}`] ?? 0);
  }

  /** Everything with a state, by the prefix of its arrays. Names of weights already tell blocks and heads apart. */
  *#parts(): Generator<[string, { save(): Arrays; load(arrays: Arrays): void }]> {
    const { groups } = this.#options;
    for (const [index, { blocks, head, optimizer }] of groups.entries()) {
      for (const module of [...blocks, head]) yield ["network/", module];
      yield [`optimizer/${index}/`, optimizer];
    }
  }

  dispose(): void {
    for (const { blocks, head, optimizer } of this.#options.groups) {
      optimizer.dispose();
      for (const module of [...blocks, head]) module.dispose();
    }
  }
}

function prefixKeys<T>(map: ReadonlyMap<string, T>, prefix: string): [string, T][] {
  return [...map].map(([key, value]) => [prefix + key, value]);
}
