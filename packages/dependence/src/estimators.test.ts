import { matrix, portableLinearAlgebra, Streams, type Matrix } from "@infoplane/engine";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { batchesOf } from "./kernel/batches-of.ts";
import { estimators, type EstimatorName, type EstimatorOptions } from "./estimators.ts";

interface Case {
  readonly name: string;
  readonly m: number;
  readonly x: number[][];
  readonly y: number[][];
  readonly expected: Readonly<Record<string, number | null>>;
}
const { cases } = JSON.parse(readFileSync(new URL("test/reference-cases.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

const algebra = portableLinearAlgebra;
const rows = (values: readonly (readonly number[])[]): Matrix =>
  matrix(values.length, values[0]!.length, Float64Array.from(values.flat()));

/** m samples of d features, `weight` of each a function of the sample, the rest noise. */
function samples(m: number, d: number, name: string, weight = 0): Matrix {
  const { normal } = new Streams(11).stream(name, m, d);
  const shared = Array.from({ length: m }, (_, i) => Math.sin(3 * i) + (i % 5));
  return matrix(
    m,
    d,
    Float64Array.from({ length: m * d }, (_, at) => normal() + weight * shared[Math.floor(at / d)]!),
  );
}

const wide = { width: "fixed", sigma: 5 } as const;
/** The reference value that each estimator must match. */
const references: readonly { name: EstimatorName; key: string; options?: EstimatorOptions }[] = [
  { name: "nhsic", key: "nhsic_gaussian" },
  { name: "hsic", key: "hsic_biased_gaussian", options: wide },
  { name: "hsic-unbiased", key: "hsic_unbiased_gaussian", options: wide },
  { name: "hsic-linear", key: "hsic_biased_linear" },
  { name: "hsic-linear-unbiased", key: "hsic_unbiased_linear" },
  { name: "cka", key: "cka_linear" },
  { name: "cka-debiased", key: "cka_linear_debiased" },
  { name: "cka-gaussian", key: "cka_rbf_median_offdiag" },
];

describe("estimators", () => {
  describe.each(references)("$name", ({ name, key, options }) => {
    it.each(cases)("equals the 50-digit reference: $name", async ({ x, y, expected }) => {
      const { value, max } = await estimators[name](rows(x), rows(y), { ...options, algebra });
      expect(Math.abs(value - expected[key]!)).toBeLessThanOrEqual(1e-8 * Math.abs(expected[key]!) + 1e-13 * max);
    });
  });

  it.each(Object.keys(estimators) as EstimatorName[])(
    "%s has the moments of all re-pairings of 6 samples",
    async (name) => {
      const [a, b] = [samples(6, 3, "a", 0.4), samples(6, 2, "b", 0.4)];
      const options = { algebra, batch: 6 };
      const found = await estimators[name](a, b, options);
      const repaired = permutations(6).map((order) => estimators[name](a, reordered(b, order), options));
      const values = (await Promise.all(repaired)).map(({ value }) => value);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
      expect(Math.abs(found.nullMean - mean) / std).toBeLessThan(1e-7);
      expect(found.nullStd! / std).toBeCloseTo(1, 7);
      expect(found.z).toBeCloseTo((found.value - mean) / std, 6);
    },
  );

  it.each(Object.keys(estimators) as EstimatorName[])(
    "%s: the two p values agree on 20 cases from no dependence to obvious dependence",
    async (name) => {
      const draws = 1000;
      for (let index = 0; index < 20; index++) {
        const weight = (index % 5) * 0.12;
        const [a, b] = [samples(32, 3, `a${index}`, weight), samples(32, 4, `b${index}`, weight)];
        const stream = new Streams(index).stream("permutations");
        const found = await estimators[name](a, b, { algebra, batch: 16, permutations: draws, stream });
        const error = Math.sqrt((found.p! * (1 - found.p!)) / draws);
        expect(Math.abs(found.p! - found.pResampled!)).toBeLessThan(4 * error + 0.02);
      }
    },
    60_000,
  );

  it.each(Object.keys(estimators) as EstimatorName[])(
    "%s is symmetric and invariant to joint re-ordering",
    async (name) => {
      const [a, b] = [samples(24, 5, "a", 0.5), samples(24, 3, "b", 0.5)];
      const order = [...new Streams(2).stream("order").permutation(24)];
      const base = await estimators[name](a, b, { algebra });
      const swapped = await estimators[name](b, a, { algebra });
      const moved = await estimators[name](reordered(a, order), reordered(b, order), { algebra });
      for (const field of ["value", "corrected", "nullMean", "nullStd", "max", "z", "p"] as const) {
        expect(Math.abs(swapped[field]! - base[field]!)).toBeLessThan(1e-8 * Math.max(1e-3, Math.abs(base[field]!)));
        expect(Math.abs(moved[field]! - base[field]!)).toBeLessThan(1e-6 * Math.max(1e-3, Math.abs(base[field]!)));
      }
    },
  );

  it.each(["cka", "cka-debiased", "cka-minibatch", "cka-gaussian", "cka-gaussian-debiased"] as const)(
    "%s is invariant to shift, rotation and scale",
    async (name) => {
      const [a, b] = [samples(24, 2, "a", 0.5), samples(24, 3, "b", 0.5)];
      const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
      const turned = matrix(24, 2, new Float64Array(48));
      for (let i = 0; i < 24; i++) {
        const [u, v] = [a.data[2 * i]!, a.data[2 * i + 1]!];
        turned.data[2 * i] = 30 * (cos * u - sin * v) + 4;
        turned.data[2 * i + 1] = 30 * (sin * u + cos * v) - 9;
      }
      const base = await estimators[name](a, b, { algebra, batch: 8 });
      const moved = await estimators[name](turned, b, { algebra, batch: 8 });
      expect(moved.value).toBeCloseTo(base.value, 9);
      expect(moved.corrected).toBeCloseTo(base.corrected!, 9);
    },
  );

  it("is 1 for a variable with itself, and has no null if nothing varies", async () => {
    const a = samples(16, 3, "a");
    const constant = matrix(16, 2, new Float64Array(32).fill(0.7));
    for (const name of ["cka", "cka-debiased", "cka-gaussian"] as const) {
      expect((await estimators[name](a, a, { algebra })).value).toBeCloseTo(1, 12);
      expect(await estimators[name](a, constant, { algebra })).toMatchObject({
        value: NaN,
        corrected: null,
        z: null,
        p: null,
      });
    }
    expect(await estimators.hsic(a, constant, { algebra })).toMatchObject({
      value: 0,
      max: 0,
      corrected: null,
      p: null,
    });
  });

  it("removes the bias of CKA, near 1 with the diagonal, by leaving the diagonal out", async () => {
    const [a, b] = [samples(16, 400, "a"), samples(16, 400, "b")];
    const biased = await estimators.cka(a, b, { algebra });
    const debiased = await estimators["cka-debiased"](a, b, { algebra });
    expect(biased.value).toBeGreaterThan(0.9);
    expect(Math.abs(biased.corrected!)).toBeLessThan(0.1);
    expect(debiased.nullMean).toBeCloseTo(0, 12);
    expect(Math.abs(debiased.value)).toBeLessThan(0.1);
  });

  it("treats mini-batches separately: sums of the batches' terms, then their ratio", async () => {
    const [a, b] = [samples(19, 3, "a", 0.5), samples(19, 2, "b", 0.5)];
    const batches = batchesOf(19, 8);
    const weighted = async (left: Matrix, right: Matrix): Promise<number> => {
      let total = 0;
      for (const batch of batches) {
        const m = batch.length;
        const parts = [reordered(left, batch), reordered(right, batch)] as const;
        total += (await estimators["hsic-linear-unbiased"](...parts, { algebra })).value * m * (m - 3);
      }
      return total;
    };
    const found = await estimators["cka-minibatch"](a, b, { algebra, batch: 8 });
    expect(found.value).toBeCloseTo(
      (await weighted(a, b)) / Math.sqrt((await weighted(a, a)) * (await weighted(b, b))),
      12,
    );
    expect(found.samples).toBe(19);
  });

  it("gives no value for input that is not finite", async () => {
    const broken = matrix(8, 1, Float64Array.from([1, 2, NaN, 4, 5, 6, 7, 8]));
    await expect(estimators.cka(broken, samples(8, 2, "b"), { algebra })).rejects.toThrow(/finite/);
    const few = [samples(3, 2, "a"), samples(3, 2, "b")] as const;
    await expect(estimators["cka-debiased"](...few, { algebra })).rejects.toThrow(/4 samples/);
    const enough = [samples(8, 2, "a"), samples(8, 2, "b")] as const;
    await expect(estimators.cka(...enough, { algebra, permutations: 9 })).rejects.toThrow(/stream/);
  });
});

function reordered({ columns: d, data }: Matrix, order: readonly number[]): Matrix {
  return matrix(order.length, d, Float64Array.from(order.flatMap((row) => [...data.subarray(row * d, (row + 1) * d)])));
}

function permutations(m: number): number[][] {
  if (m === 0) return [[]];
  return permutations(m - 1).flatMap((shorter) =>
    Array.from({ length: m }, (_, at) => [...shorter.slice(0, at), m - 1, ...shorter.slice(at)]),
  );
}
