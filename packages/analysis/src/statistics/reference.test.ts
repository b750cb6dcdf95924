import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reducePoints } from "../quantities/reduce-points.ts";
import { roleDifferentiation } from "../quantities/role-differentiation.ts";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import { hedges } from "./hedges.ts";
import { holm } from "./holm.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { seedsAtLeast } from "../claims/judge-claims.ts";
import { signFlip } from "./sign-flip.ts";

interface Reference {
  readonly samples: readonly { d: number[]; signFlip: number; hedges: number }[];
  readonly long: { d: number[]; signFlip: number; t: number };
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
  it.each(reference.samples)("on $d", ({ d, signFlip: p, hedges: g }) => {
    expect(signFlip(d)).toBeCloseTo(p, 12);
    expect(hedges(d)).toBeCloseTo(g, 10);
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
      const paths = one.paths.map((points, b) => ({
        block: `block${b + 1}`,
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
});

it("no effect size without spread", () => {
  expect(hedges([0.2, 0.2, 0.2])).toBeUndefined();
});
