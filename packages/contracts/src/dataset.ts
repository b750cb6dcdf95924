import type { Draw } from "./draw.ts";
import type { OptionsOf, OptionsSchema, PluginBase, PluginRef } from "./plugin.ts";
import type { Shape } from "./shape.ts";

/** What the checker must know of a data set before any file is read. */
export interface DatasetFacts {
  readonly input: Shape;
  readonly classes: number;
}

/** Class indices: one byte per sample up to 256 classes. */
export type Labels = Uint8Array | Uint16Array;

/** One part of a data set, in memory. */
export interface Split {
  readonly count: number;
  /** `count` samples of `input` shape, NHWC order, one byte per value. */
  readonly images: Uint8Array;
  /** Class index of each sample. */
  readonly labels: Labels;
}

/**
 * A data set in memory: two parts, one byte per value, a name per class. Shared by all cells of a process: nobody writes
 * to it. Its digest is part of a cell's hash, so other samples are another training.
 */
export interface Dataset extends DatasetFacts {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly train: Split;
  readonly test: Split;
  /** Per channel, of pixel values scaled to 0..1: x = (pixel / 255 - mean) / std, with std > 0. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** SHA-256 over the images and labels of both parts, after taking the subset. */
  readonly digest: string;
  /** Set if training labels were corrupted on purpose: the share that was asked for, and how many labels that is. */
  readonly labelNoise?: { readonly share: number; readonly wrong: number };
  /** Where the data came from, for the manifest: a directory, a cache, a download, or "generated". */
  readonly source: string;
  /** Anything unexpected, such as skipped files or classes without samples: reported, and kept in the manifest. */
  readonly notes?: readonly string[];
}

/** A data set without its samples. */
export type DatasetSummary = Omit<Dataset, "train" | "test"> & {
  readonly train: Pick<Split, "count">;
  readonly test: Pick<Split, "count">;
};

/** What `create` of a data set gets. */
export interface DatasetContext {
  /** Directory that the user named with --data-dir, if any. */
  readonly dataDir?: string;
  /** Folder of the experiment: relative paths in options are resolved against it after `dataDir`. */
  readonly baseDir?: string;
  /** Per-user cache for downloads; whoever writes to it creates it. */
  readonly cacheDir: string;
  /** Sentences for the user, e.g. the progress of a download. */
  readonly report: (message: string) => void;
  readonly signal: AbortSignal;
  /** Random numbers that depend on the purpose and the counters alone: not on a run's seed, which all arms share. */
  draw(purpose: string, ...counters: readonly (number | string)[]): Draw;
}

/**
 * Thrown by a data set that is unavailable: absent and not downloadable. Its stand-in is used; without one the run ends
 * with `data/unavailable`, exit code 3. `hint`: what the user can do.
 */
export class DataUnavailableError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "DataUnavailableError";
  }
}

/**
 * Thrown by a data set that exists but is not what it should be (size, checksum, header). Never replaced by a stand-in:
 * the run ends with `data/damaged`, exit code 3. `hint`: what the user can do.
 */
export class DataDamagedError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "DataDamagedError";
  }
}

/**
 * The contract of a data set. `create` returns splits with the shape and the number of classes that `facts` says, or
 * the run ends with `data/facts`, exit code 2. It throws {@link DataUnavailableError} or {@link DataDamagedError}, with
 * what the user can do about it. Made with {@link defineDataset}.
 */
export interface DatasetPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"dataset", S> {
  /**
   * Pure, from the options alone: the checker must not depend on which files this machine has. For users' own data,
   * shape and classes are given as options, and `create` checks the files against them.
   */
  facts(options: OptionsOf<S>): DatasetFacts;
  create(options: OptionsOf<S>, context: DatasetContext): Promise<Dataset>;
}

/**
 * Changes one image at random. `from` is only read; every value of `into`, of the same length, is written. `random`
 * gives uniform numbers in [0, 1), the same ones for the same seed, epoch, sample and view.
 */
export type Augment = (from: Uint8Array, into: Uint8Array, random: () => number) => void;

/**
 * The contract of an augmentation. Images are bytes, `[height, width, channels]` row by row, before normalisation. Only
 * training batches are augmented. Made with {@link defineAugmentation}.
 */
export interface AugmentationPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"augmentation", S> {
  /** Pure; throws ShapeError for shapes that it can't change. The checker also calls it, to find such shapes early. */
  create(options: OptionsOf<S>, input: Shape): Augment;
}

/** The dataset as an experiment declares it. */
export interface DatasetSpec extends PluginRef {
  readonly facts: DatasetFacts;
  readonly batch: number;
  readonly augment: readonly PluginRef[];
  /** Share of training labels that are replaced by other classes (symmetric noise), 0..1. */
  readonly labelNoise?: number;
  /** Used when the data is unavailable; must have the same facts. */
  readonly offline?: PluginRef;
}
