import {
  exitCodes,
  InfoplaneError,
  sizeOf,
  type Dataset,
  type Labels,
  type PluginRef,
  type Position,
  type Registry,
  type Split,
  type SplitName,
} from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { messages } from "../messages.ts";
import { stratified } from "../subset/stratified.ts";
import { augmenter, type Augmenter } from "./augmenter.ts";

export interface BatchSpec {
  readonly batch: number;
  readonly augment: readonly PluginRef[];
}

/** A batch as plain arrays: x has n * sizeOf(input) values, NHWC order. */
export interface ArrayBatch {
  readonly x: Float32Array;
  readonly y: Int32Array;
}

/** Implements `Batches` with plain arrays. Every call is a pure function of its arguments and the seed. */
export class SampleBatches {
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  readonly augmented: boolean;
  readonly #dataset: Dataset;
  readonly #streams: Streams;
  readonly #augment: Augmenter;
  readonly #normalise: Normalise;
  readonly #size: number;
  readonly #probes = new Map<string, readonly number[]>();
  /** The permutation of the last requested epoch. */
  #order: { readonly epoch: number; readonly indices: Uint32Array } | undefined;

  /** Throws InfoplaneError if not even one batch can be filled. */
  constructor(dataset: Dataset, spec: BatchSpec, seed: number, registry: Registry) {
    if (spec.batch > dataset.train.count) {
      throw new InfoplaneError(messages.batchTooLarge(spec.batch, dataset.train.count), exitCodes.wrongExperiment);
    }
    this.#dataset = dataset;
    this.#streams = new Streams(seed);
    this.#augment = augmenter(spec.augment, dataset.input, this.#streams, registry);
    this.#normalise = normaliser(dataset);
    this.#size = sizeOf(dataset.input);
    this.batchSize = spec.batch;
    this.augmented = spec.augment.length > 0;
    this.stepsPerEpoch = Math.floor(dataset.train.count / spec.batch);
  }

  /** `at.step` counts from 0 within the epoch. Throws RangeError outside 0..stepsPerEpoch-1 and for invalid views. */
  train(at: Position, view = 0): ArrayBatch {
    if (!Number.isInteger(view) || view < 0) throw new RangeError(`there is no view ${view}: views count from 0`);
    return this.#gather(this.#dataset.train, this.indices(at), (image, index) =>
      this.#augment(image, at.epoch, index, view),
    );
  }

  /** The samples in the batch of a step, in order. Throws RangeError outside 0..stepsPerEpoch-1. */
  indices(at: Position): Uint32Array {
    if (!Number.isInteger(at.step) || at.step < 0 || at.step >= this.stepsPerEpoch) {
      throw new RangeError(`step ${at.step} is not one of the ${this.stepsPerEpoch} steps of an epoch`);
    }
    const start = at.step * this.batchSize;
    return this.#permutation(at.epoch).subarray(start, start + this.batchSize);
  }

  samples(split: SplitName, indices: readonly number[]): ArrayBatch {
    const part = this.#dataset[split];
    const bad = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= part.count);
    if (bad !== undefined) throw new RangeError(`the ${split} part has no sample ${bad}, only ${part.count} samples`);
    return this.#gather(part, indices, (image) => image);
  }

  count(split: SplitName): number {
    return this.#dataset[split].count;
  }

  labels(split: SplitName): Labels {
    return this.#dataset[split].labels;
  }

  /** Ascending; the same for every seed, with disjoint draws. Throws InfoplaneError if the part has too few samples. */
  probe(split: SplitName, n: number, draw = 1): readonly number[] {
    const part = this.#dataset[split];
    if (draw * n > part.count) {
      const problem =
        n > part.count
          ? messages.probeTooLarge(split, n, part.count)
          : messages.tooManyDraws(split, n, draw, part.count);
      throw new InfoplaneError(problem, exitCodes.wrongExperiment);
    }
    const key = `${split} ${n} ${draw}`;
    const known = this.#probes.get(key);
    if (known) return known;
    const before = Array.from({ length: draw - 1 }, (_, index) => this.probe(split, n, index + 1)).flat();
    const probe = choose(part, split, n, new Set(before));
    this.#probes.set(key, probe);
    return probe;
  }

  #permutation(epoch: number): Uint32Array {
    if (this.#order?.epoch !== epoch) {
      const indices = this.#streams.stream("order", epoch).permutation(this.#dataset.train.count);
      this.#order = { epoch, indices };
    }
    return this.#order.indices;
  }

  #gather(
    split: Split,
    indices: ArrayLike<number>,
    view: (image: Uint8Array, index: number) => Uint8Array,
  ): ArrayBatch {
    const x = new Float32Array(indices.length * this.#size);
    const y = new Int32Array(indices.length);
    for (let row = 0; row < indices.length; row++) {
      const index = indices[row] ?? 0;
      const image = split.images.subarray(index * this.#size, (index + 1) * this.#size);
      this.#normalise(view(image, index), x, row * this.#size);
      y[row] = split.labels[index] ?? 0;
    }
    return { x, y };
  }
}

/** All seeds and arms are measured on the same samples, so this is not the run's seed. */
const probeSeed = 0;

/** From the samples that no earlier draw took, in the order of one stream: later draws never change the first. */
function choose(part: Split, split: SplitName, n: number, taken: ReadonlySet<number>): readonly number[] {
  const order = new Streams(probeSeed).stream("probe", split).permutation(part.count);
  if (taken.size === 0) return [...stratified(part.labels, n, order)];
  const left = order.filter((index) => !taken.has(index));
  const chosen = stratified(
    Uint8Array.from(left, (index) => part.labels[index] ?? 0),
    n,
  );
  return [...chosen].map((place) => left[place] ?? 0).sort((a, b) => a - b);
}

/** Writes one image of bytes as normalised floats into `into`, from index `at` on. */
type Normalise = (image: Uint8Array, into: Float32Array, at: number) => void;

/** x = (pixel / 255 - mean) / std per channel, from a table of the 256 values of each channel. */
export function normaliser(dataset: Pick<Dataset, "normalisation">): Normalise {
  const { mean, std } = dataset.normalisation;
  const table = new Float32Array(256 * mean.length);
  for (let at = 0; at < table.length; at++) {
    const channel = at >> 8;
    table[at] = ((at & 0xff) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  return (image, into, at) => {
    // Locals, because captured variables would be reloaded for every value, which takes half as long again.
    const values = table;
    const end = values.length;
    for (let i = 0, row = 0; i < image.length; i++) {
      into[at + i] = values[row + (image[i] ?? 0)] ?? 0;
      row += 256;
      if (row === end) row = 0;
    }
  };
}
