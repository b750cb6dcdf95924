import type { Rows } from "./variable.ts";

const [samples, features, classes] = [40, 5, 4];

/** Nearly normal numbers, the same as in reference-extremes.py: multiples of 7 / 2^18 from a congruential generator. */
function table(rows: number, columns: number, seed: number): number[][] {
  let state = seed;
  const draw = (): number => {
    let total = 0;
    for (let part = 0; part < 4; part++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      total += state >>> 16;
    }
    return (total / 65536 - 2) * 1.75;
  };
  return Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
}

export interface Extreme {
  readonly kind: "normal" | "dead" | "one constant" | "duplicated" | "clustered";
  readonly offset: number;
  readonly scale: number;
}

/** The input and the labels of all cases. */
export const x: Rows = table(samples, features, 1).map((row) => row.map(Math.fround));
export const y: Rows = x.map((_, i) => Array.from({ length: classes }, (_, k) => (i % classes === k ? 1 : 0)));

/** The block of one case: float32 values. */
export function extreme({ kind, offset, scale }: Extreme): Rows {
  const [noise, centres] = [table(samples, features, 2), table(classes, features, 3)];
  const base = x.map((row, i) => row.map((value, k) => 0.5 * value + noise[i]![k]!));
  const shaped = {
    normal: (i: number, k: number) => base[i]![k]!,
    dead: () => 0,
    "one constant": (i: number, k: number) => (k === 0 ? 1e6 : base[i]![k]!),
    duplicated: (i: number, k: number) => base[i % (samples / 2)]![k]!,
    clustered: (i: number, k: number) => base[i]![k]! + 300 * centres[i % classes]![k]!,
  }[kind];
  return base.map((row, i) => row.map((_, k) => Math.fround(scale * (offset + shaped(i, k)))));
}
