import { philox } from "./philox.ts";

/** Seed pair of one draw, as libtensorflow's stateless kernels take it. */
export type Key = readonly [number, number];

/** What randomness is used for. Streams never affect each other. */
export type StreamName = "init" | "order" | "augment" | "dropout" | "probe" | (string & {});

/** Uniform and normal numbers in a fixed order; the n-th number depends only on the key and n. */
export class Stream {
  readonly #key: Key;
  readonly #block = new Uint32Array(4);
  #counter = 0;
  #used = 4;
  #spare: number | undefined;

  constructor(key: Key) {
    this.#key = key;
  }

  /** Unsigned 32-bit integer. */
  readonly uint32 = (): number => {
    if (this.#used === 4) {
      philox(this.#key, [this.#counter >>> 0, Math.floor(this.#counter / 0x1_0000_0000), 0, 0], this.#block);
      this.#counter++;
      this.#used = 0;
    }
    return this.#block[this.#used++] ?? 0;
  };

  /** Uniform in [0, 1), multiples of 2^-32. */
  readonly uniform = (): number => this.uint32() / 0x1_0000_0000;

  /** Standard normal (Box-Muller). */
  readonly normal = (): number => {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log((this.uint32() + 1) / 0x1_0000_0000));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  /** Uniform integer in [0, n), unbiased: values above the largest multiple of n are drawn again. */
  readonly integer = (n: number): number => {
    const limit = Math.floor(0x1_0000_0000 / n) * n;
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % n;
  };

  /** 0..n-1 in random order (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last--) {
      const pick = this.integer(last + 1);
      const kept = order[last] ?? 0;
      order[last] = order[pick] ?? 0;
      order[pick] = kept;
    }
    return order;
  }
}

/** All randomness of a run: named streams of one seed, addressed by counters (epoch, step, block...). */
export class Streams {
  constructor(readonly seed: number) {}

  /** Pure function of seed, name and counters: two signed 32-bit integers, never both zero. */
  key(name: StreamName, ...counters: readonly (number | string)[]): Key {
    const out = new Uint32Array(4);
    let state: [number, number] = [this.seed >>> 0, Math.floor(this.seed / 0x1_0000_0000) >>> 0];
    for (const part of [name, ...counters]) {
      const [low, high, kind] =
        typeof part === "number" ? [part >>> 0, Math.floor(part / 0x1_0000_0000) >>> 0, 1] : [...hash64(part), 2];
      philox(state, [low, high, kind, 0x696e666f], out);
      state = [out[0] ?? 0, out[1] ?? 0];
    }
    return [state[0] | 0 || 1, state[1] | 0];
  }

  stream(name: StreamName, ...counters: readonly (number | string)[]): Stream {
    return new Stream(this.key(name, ...counters));
  }
}

/** FNV-1a over UTF-16 units, twice with different offsets: hashes a name to 64 bits. */
function hash64(text: string): [number, number] {
  let low = 0x811c9dc5;
  let high = 0x050c5d1f;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193) >>> 0;
    high = Math.imul(high ^ (unit + index), 0x01000193) >>> 0;
  }
  return [low, high];
}
