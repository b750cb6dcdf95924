import { expect, it } from "vitest";
import { decidableFrom, rank } from "./paired.ts";

const seeds = (...values: number[]) => new Map(values.map((value, i) => [i + 1, value]));

it("ranks by the mean and supports the best only by the paired test", () => {
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

it("knows how many seeds are needed, checked against the test itself", () => {
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

it("separates no arms if a seed that was to be trained has no value, on either side", () => {
  // The best arm lost two of seven seeds, on which it might have been worse than the other.
  const b = [0.7, 0.71, 0.72, 0.7, 0.73, 0.71, 0.72];
  const all = [1, 2, 3, 4, 5, 6, 7];
  const planned = new Map(["a", "b"].map((arm) => [arm, all]));
  const a = (seeds: readonly number[]) => new Map(seeds.map((seed) => [seed, b[seed - 1]! + 0.05]));
  const ranked = (seeds: readonly number[]) =>
    rank(
      new Map([
        ["a", a(seeds)],
        ["b", new Map(all.map((s) => [s, b[s - 1]!]))],
      ]),
      "high",
      planned,
    )!;
  expect(ranked(all)).toMatchObject({ best: "a", isSupported: true, others: [{ planned: 7, p: 2 / 128 }] });
  const lost = ranked([1, 2, 3, 4, 5, 6]);
  expect(lost).toMatchObject({ best: "a", isSupported: false, others: [{ planned: 7, p: null, interval: null }] });
  expect(lost.others[0]!.difference!.n).toBe(6);
  // An arm without any value might have been the best.
  const three = new Map([...planned, ["c", all]]);
  const values = new Map([
    ["a", a(all)],
    ["b", new Map(all.map((s) => [s, b[s - 1]!]))],
  ]);
  expect(rank(values, "high", three)!.isSupported).toBe(false);
});

it("has intervals that agree with p", () => {
  const told = new Set<boolean>();
  for (let k = 0; k < 40; k++) {
    const n = 6 + (k % 4);
    const base = Array.from({ length: n }, (_, i) => Math.sin(5 * i + k));
    const arm = (shift: number, turn: number) => seeds(...base.map((v, i) => v - shift + 0.3 * Math.sin(turn * i + k)));
    const { others } = rank(
      new Map([
        ["a", arm(0, 1)],
        ["b", arm(0.04 * k, 3)],
        ["c", arm(0.02 * k, 7)],
      ]),
      "high",
    )!;
    for (const { p, interval } of others) {
      const isOut = (interval?.low ?? -Infinity) > 0 || (interval?.high ?? Infinity) < 0;
      expect(isOut).toBe(p! < 0.05);
      told.add(isOut);
    }
  }
  expect(told.size).toBe(2);
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
  expect(rank(unpaired, "high")!.others[0]).toEqual({
    arm: "b",
    difference: undefined,
    planned: 0,
    p: null,
    interval: null,
  });
  expect(rank(new Map([["a", seeds(1)]]), "high")).toBeUndefined();
});
