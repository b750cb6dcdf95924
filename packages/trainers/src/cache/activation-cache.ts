import { join } from "node:path";
import type { Module, TrainerContext } from "@infoplane/contracts";
import { sizeOf } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";
import { augmentedData, keptOnDisk } from "./messages.ts";
import { bytesOf, diskRows, memoryRows, type RowStore, type Storage } from "./row-store.ts";

export interface CacheOptions {
  /** MiB. */
  readonly memory: number;
  readonly storage: Storage;
}

type CacheContext = Pick<TrainerContext, "batches" | "scratch" | "note">;

/** Outputs of finished modules for every training sample. */
interface Kept {
  readonly modules: readonly Module[];
  readonly rows: RowStore;
}

/**
 * Outputs of finished modules on the whole training set, computed once; those of a group are computed from those of the
 * group before. In evaluation mode they depend on the sample alone, so caching changes only the run time. Augmented
 * samples differ from epoch to epoch and can't be cached.
 */
export class ActivationCache {
  readonly #options: CacheOptions;
  readonly #context: CacheContext;
  #kept: Kept | undefined;
  #files = 0;

  private constructor(options: CacheOptions, context: CacheContext) {
    this.#options = options;
    this.#context = context;
  }

  /** undefined, with a note, when augmentation makes caching impossible. */
  static open(options: CacheOptions, context: CacheContext): ActivationCache | undefined {
    if (!context.batches.augmented) return new ActivationCache(options, context);
    context.note(augmentedData());
    return undefined;
  }

  /** The last module's output for these samples of the training part, float32 [n, ...], new. */
  outputs(modules: readonly Module[], samples: ArrayLike<number>): Tensor {
    if (this.#kept?.modules.length !== modules.length) this.#fill(modules);
    return this.#read(samples) ?? this.#images([...Array.from(samples)]);
  }

  /** Forgets everything: the modules have changed. */
  clear(): void {
    this.#kept?.rows.dispose();
    this.#kept = undefined;
  }

  #read(samples: ArrayLike<number>): Tensor | undefined {
    if (!this.#kept) return undefined;
    const { modules, rows } = this.#kept;
    return tensors().tensor(rows.read(samples), [samples.length, ...(modules.at(-1)?.spec.output ?? [])], "float32");
  }

  /** Passes all samples through the new modules, in whole batches: the kernels of a training step, bit for bit. */
  #fill(modules: readonly Module[]): void {
    const tf = tensors();
    const { batches } = this.#context;
    // A look back at an earlier group starts from the images again.
    if ((this.#kept?.modules.length ?? 0) > modules.length) this.clear();
    const done = this.#kept?.modules.length ?? 0;
    const count = batches.count("train");
    const rows = this.#room(modules, count);
    const mode = { training: false, at: { epoch: 0, step: 0 } };
    for (let begin = 0; begin < count; begin += batches.batchSize) {
      const start = Math.min(begin, count - batches.batchSize);
      const samples = Array.from({ length: batches.batchSize }, (_, index) => start + index);
      const input = this.#read(samples) ?? this.#images(samples);
      const output = tf.tidy(() => modules.slice(done).reduce((value, module) => forward(module, value, mode), input));
      rows.write(start, output.dataSync<"float32">());
      tf.dispose([input, output]);
    }
    this.#kept?.rows.dispose();
    this.#kept = { modules: [...modules], rows };
  }

  #images(samples: readonly number[]): Tensor {
    const { x, y } = this.#context.batches.samples("train", samples);
    y.dispose();
    return x;
  }

  /** In memory while the budget covers both what is stored and what is to come; otherwise on disk. */
  #room(modules: readonly Module[], count: number): RowStore {
    const { memory, storage } = this.#options;
    const last = modules.at(-1)?.spec;
    const width = sizeOf(last?.output ?? []);
    const bytes = bytesOf(count, width, storage);
    const inMemory = this.#kept?.rows.memoryBytes ?? 0;
    if (bytes + inMemory <= memory * 2 ** 20) return memoryRows(count, width, storage);
    this.#context.note(keptOnDisk(last?.name ?? "", bytes));
    return diskRows(join(this.#context.scratch(), `activations-${this.#files++}.bin`), width, storage);
  }
}
