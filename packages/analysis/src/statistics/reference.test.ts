import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reducePoints } from "../quantities/reduce-points.ts";
import { roleDifferentiation } from "../quantities/role-differentiation.ts";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { hedges } from "./hedges.ts";
import { holm } from "./holm.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { seedsAtLeast, seedsNeeded } from "./seeds-needed.ts";
import { signFlip } from "./sign-flip.ts";

interface Reference {
  readonly samples: readonly { d: number[]; signFlip: number; bca: [number, number]; hedges: number }[];
  readonly long: { d: number[]; bca: [number, number]; signFlip: number; t: number };
  readonly ps: number[];
  readonly holm: number[];
  readonly bh: number[];
  readonly motions: readonly {
    readonly epochs: number[];
    readonly paths: [number, number][][];
    readonly roleDifferentiation: number;
    readonly slope: number;
    readonly lateSlope: number | null;
    readonly lateMinusPeak: number;
  }[];
  readonly normal: [number, number][];
}
/** Made by test/reference.py. */
const reference = JSON.parse(readFileSync(new URL("../test/reference.json", import.meta.url), "utf8")) as Reference;
const close = (found: readonly number[], expected: readonly number[], digits = 12) =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));

describe("agrees with scipy", () => {
  it.each(reference.samples)("on $d", ({ d, signFlip: p, bca, hedges: g }) => {
    expect(signFlip(d)).toBeCloseTo(p, 12);
    expect(hedges(d)).toBeCloseTo(g, 10);
    const { low, high, level } = bootstrapMean(d);
    expect(level).toBe(0.95);
    close([low, high], bca, 9);
  });

  it("on the drawn bootstrap of 25 values, as far as draws go", () => {
    const { low, high } = bootstrapMean(reference.long.d);
    close([low, high], reference.long.bca, 1.5);
    expect(bootstrapMean(reference.long.d)).toEqual({ low, high, level: 0.95 });
  });

  it("on the drawn sign flips of 25 values, beside drawn ones of scipy and the t test", () => {
    const p = signFlip(reference.long.d);
    expect(Math.abs(p - reference.long.t)).toBeLessThan(0.02);
    expect(Math.abs(p - reference.long.signFlip)).toBeLessThan(0.004);
  });

  it("on corrections and the normal distribution", () => {
    close(holm(reference.ps), reference.holm);
    close(benjaminiHochberg(reference.ps), reference.bh);
    for (const [x, share] of reference.normal) {
      expect(normalCdf(x)).toBeCloseTo(share, 13);
      expect(normalQuantile(share)).toBeCloseTo(x, 5);
    }
  });
});

describe.each(reference.motions.map((one, index) => ({ ...one, index })))(
  "agrees with numpy on motion $index",
  (one) => {
    const end = one.epochs.at(-1)!;
    const series = one.epochs.map((at, t) => ({ at, value: one.paths[0]![t]![0] }));

    it("role differentiation", () => {
      const paths = one.paths.map((points, layer) => ({
        layer: `block${layer + 1}`,
        points: points.map(([x, y], t) => ({ epoch: one.epochs[t]!, x, y })),
      }));
      expect(roleDifferentiation(paths)).toBeCloseTo(one.roleDifferentiation, 10);
    });

    it("slopes, and the way down from the peak", () => {
      expect(reducePoints(series, { axis: "epochs", reduce: "slope" }, end)).toBeCloseTo(one.slope, 10);
      const late = reducePoints(series, { axis: "epochs", reduce: "slope", epochs: "late" }, end);
      if (one.lateSlope === null) expect(late).toHaveProperty("missing");
      else expect(late).toBeCloseTo(one.lateSlope, 10);
      expect(reducePoints(series, { axis: "epochs", reduce: "late-minus-peak" }, end)).toBeCloseTo(
        one.lateMinusPeak,
        10,
      );
    });
  },
);

describe("signFlip", () => {
  it("cannot go below 2^-n, and counts ties", () => {
    expect(signFlip([1, 2, 3, 4, 5])).toBe(1 / 32);
    expect(signFlip([0.1, 0.2, -0.3])).toBe(5 / 8);
    expect(signFlip([0, 0])).toBe(1);
    expect(signFlip([])).toBe(1);
  });
});

describe("seeds", () => {
  it("at least: one claim needs 5, eight need 8", () => {
    expect([1, 2, 8].map((claims) => seedsAtLeast(claims, 0.05))).toEqual([5, 6, 8]);
    expect(seedsAtLeast(1, 1 / 32)).toBe(5);
  });

  it("needed: near what a power analysis of the paired t test gives", () => {
    // By the noncentral t distribution 27 pairs are the first with a power of 80% (scipy.stats.nct).
    expect(seedsNeeded(0.5, 1, 0.05)).toBe(27);
    expect(seedsNeeded(10, 1, 0.05)).toBe(5);
  });
});

it("an interval of equal values is that value", () => {
  expect(bootstrapMean([0.2, 0.2, 0.2])).toEqual({ low: 0.2, high: 0.2, level: 0.95 });
  expect(hedges([0.2, 0.2, 0.2])).toBeUndefined();
});
