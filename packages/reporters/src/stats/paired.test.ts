import { expect, it } from "vitest";
import { decidableFrom, rank } from "./paired.ts";

const seeds = (...values: number[]) => new Map(values.map((value, i) => [i + 1, value]));

it("ranks by the mean and supports the best by the paired test alone", () => {
  const a = [0.7, 0.71, 0.72, 0.7, 0.73, 0.71];
  const close = new Map([
    ["a", seeds(...a)],
    ["b", seeds(...a.map((v, i) => v - (i % 2 === 0 ? 0.02 : -0.01)))],
  ]);
  expect(rank(close, "high")).toMatchObject({ best: "a", isSupported: false });
  const apart = new Map([
    ["a", seeds(...a)],
    ["b", seeds(...a.map((v) => v - 0.02))],
  ]);
  const clear = rank(apart, "high")!;
  expect(clear).toMatchObject({ best: "a", isSupported: true });
  expect(clear.others[0]).toMatchObject({ arm: "b", p: 2 / 64 });
  expect(clear.others[0]!.difference!.mean).toBeCloseTo(-0.02, 12);
  expect(rank(apart, "low")!.best).toBe("b");
});

it("picks the best over the seeds that all arms have", () => {
  const low = [0.7, 0.7, 0.7, 0.7, 0.7, 0.7];
  const values = new Map([
    ["a", seeds(...low, ...low.map((v) => v + 0.2))],
    ["b", seeds(...low.map((v) => v + 0.05))],
    ["not finished", seeds()],
  ]);
  const { best, summary, isOverCommon, others, isSupported } = rank(values, "high")!;
  expect([best, isSupported]).toEqual(["b", true]);
  expect([summary.n, isOverCommon]).toEqual([6, true]);
  expect(others).toMatchObject([{ arm: "a", p: 2 / 64 }]);
  expect(others[0]!.difference!.mean).toBeCloseTo(-0.05, 12);
});

it("knows how many seeds it takes, by the test itself", () => {
  for (const others of [1, 2, 3, 4, 6, 7]) {
    const supported = (n: number): boolean => {
      const base = Array.from({ length: n }, (_, i) => i);
      const arms = Array.from({ length: others + 1 }, (_, k) => [`arm${k}`, seeds(...base.map((v) => v - k))] as const);
      return rank(new Map(arms), "high")!.isSupported;
    };
    expect(supported(decidableFrom(others))).toBe(true);
    expect(supported(decidableFrom(others) - 1)).toBe(false);
  }
});

it("corrects for the number of arms, pairs by seed and supports nothing from five seeds", () => {
  const base = [1, 2, 3, 4, 5, 6];
  const three = new Map([
    ["a", seeds(...base)],
    ["b", seeds(...base.map((v) => v - 1))],
    ["c", seeds(...base.map((v) => v - 2))],
  ]);
  expect(rank(three, "high")!.others.map(({ p }) => p)).toEqual([4 / 64, 4 / 64]);
  const five = new Map([...three].map(([arm, values]) => [arm, new Map([...values].slice(0, 5))]));
  expect(rank(new Map([...five].slice(0, 2)), "high")).toMatchObject({ isSupported: false });
  const unpaired = new Map([
    ["a", new Map([[1, 5]])],
    ["b", new Map([[2, 3]])],
  ]);
  expect(rank(unpaired, "high")!.others[0]).toEqual({ arm: "b", difference: undefined, p: null });
  expect(rank(new Map([["a", seeds(1)]]), "high")).toBeUndefined();
});
