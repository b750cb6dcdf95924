import { DivergedError, type CellSpec, type TrainEvent, type Trainer, type TrainerState } from "@infoplane/contracts";

export interface FakeTrainerOptions {
  readonly stepsPerEpoch: number;
  /** Steps after which the loss is not a number. */
  readonly divergesAfter?: number;
}

const size = 5;

/**
 * A learning rule on a plain array: each step moves the weights by an amount that depends on seed, arm and position.
 * Deterministic and cheap; the weights depend on all of its state, so that a wrongly restored state shows.
 */
export class FakeTrainer implements Trainer {
  readonly weights = new Float32Array(size);
  readonly #updates = new Int32Array(1);
  readonly #cell: CellSpec;
  readonly #options: FakeTrainerOptions;
  #epoch = 0;
  #step = 0;
  #sum = 0;

  constructor(cell: CellSpec, options: FakeTrainerOptions) {
    this.#cell = cell;
    this.#options = options;
    this.weights.forEach((_, index) => (this.weights[index] = this.#noise(index)));
  }

  get position(): { epoch: number; step: number } {
    return { epoch: this.#epoch, step: this.#step };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous; these steps are not
  async *train(): AsyncGenerator<TrainEvent, void> {
    const { stepsPerEpoch, divergesAfter = Infinity } = this.#options;
    while (this.#epoch < this.#cell.training.epochs) {
      while (this.#step < stepsPerEpoch) {
        if ((this.#updates[0] ?? 0) >= divergesAfter) throw new DivergedError(this.position, "block2", NaN);
        const loss = this.#update();
        this.#sum += loss;
        this.#step++;
        yield { kind: "step", at: this.position, loss, losses: [{ group: "block2", loss }] };
      }
      const loss = this.#sum / stepsPerEpoch;
      this.#sum = 0;
      this.#epoch++;
      this.#step = 0;
      yield { kind: "epoch", at: this.position, loss, losses: [{ group: "block2", loss }] };
    }
  }

  predict(): never {
    throw new Error("a fake trainer has no tensors");
  }

  save(): TrainerState {
    return {
      arrays: new Map([
        ["weights", { dtype: "float32", shape: [size], data: this.weights.slice() }],
        ["updates", { dtype: "int32", shape: [], data: this.#updates.slice() }],
      ]),
      values: { epoch: this.#epoch, step: this.#step, sum: this.#sum },
    };
  }

  load({ arrays, values }: TrainerState): void {
    this.weights.set(arrays.get("weights")?.data ?? []);
    this.#updates.set(arrays.get("updates")?.data ?? []);
    this.#epoch = values["epoch"] ?? 0;
    this.#step = values["step"] ?? 0;
    this.#sum = values["sum"] ?? 0;
  }

  dispose(): void {
    this.weights.fill(NaN);
  }

  /** Returns the mean square of the weights before the update. */
  #update(): number {
    const loss = this.weights.reduce((sum, weight) => sum + weight * weight, 0) / size;
    const count = (this.#updates[0] = (this.#updates[0] ?? 0) + 1);
    for (const [index, weight] of this.weights.entries()) {
      this.weights[index] = weight + (0.3 * (this.#noise(index + size * count) - weight)) / count;
    }
    return loss;
  }

  /** In [-1, 1): the finaliser of MurmurHash3 on seed, arm and index. */
  #noise(index: number): number {
    let bits = (this.#cell.seed * 0x9e3779b1) ^ (this.#cell.training.trainer.name.length << 16) ^ index;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return (bits ^ (bits >>> 16)) / 0x8000_0000;
  }
}
