import { readFileSync } from "node:fs";
import { sampleSkewness } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { flipInterval } from "../statistics/flip-interval.ts";
import { signFlip } from "../statistics/sign-flip.ts";
import { testClaims } from "./test-claims.ts";

interface Reference {
  readonly families: readonly {
    readonly untested: number;
    readonly claims: readonly {
      readonly relation: ">" | "<";
      readonly margin: number;
      readonly d: number[];
      readonly p: number;
      readonly scipy: number;
      readonly adjusted: number;
      readonly adjustedAgainst: number;
      readonly ends: readonly [number | null, number | null];
    }[];
  }[];
  readonly equivalences: readonly {
    readonly d: number[];
    readonly margin: number;
    readonly p: number;
    readonly pAgainst: number;
    readonly inner: readonly [number | null, number | null];
  }[];
  readonly skewness: readonly [d: number[], g: number][];
}
/** Made by test/reference-claims.py: closed testing over all sets of claims, and bisection on the test. */
const reference = JSON.parse(
  readFileSync(new URL("../test/reference-claims.json", import.meta.url), "utf8"),
) as Reference;

const level = 0.05;
const seenOf = (relation: ">" | "<" | "~", margin: number, differences: readonly number[]) => ({
  claim: { relation, margin },
  differences,
  sizes: differences.map(() => 1),
});
const near = (found: number | null, expected: number | null) =>
  expected === null ? expect(found).toBeNull() : expect(found).toBeCloseTo(expected, 9);

describe.each(reference.families.map((family, index) => ({ ...family, index })))(
  "joint test of family $index: $claims.length claims, $untested untested",
  ({ claims, untested }) => {
    const tested = testClaims(
      claims.map(({ relation, margin, d }) => seenOf(relation, margin, d)),
      { level, correction: "joint", untested },
    );

    it("gives the p of enumeration, alone and over all sets of claims", () => {
      claims.forEach(({ p, scipy, adjusted, adjustedAgainst }, i) => {
        expect(tested[i]!.p).toBeCloseTo(p, 12);
        expect(tested[i]!.p).toBeCloseTo(scipy, 12);
        expect(tested[i]!.adjustedP).toBeCloseTo(adjusted, 12);
        expect(tested[i]!.adjustedPAgainst).toBeCloseTo(adjustedAgainst, 12);
      });
    });

    it("gives ends of intervals where the test begins to refuse, and none that contradicts a verdict", () => {
      claims.forEach(({ relation, margin, ends }, i) => {
        const { interval, adjustedP, adjustedPAgainst } = tested[i]!;
        near(interval.low, ends[0]);
        near(interval.high, ends[1]);
        const [near0, far0] = relation === ">" ? [interval.low, interval.high] : [interval.high, interval.low];
        const limit = relation === ">" ? margin : -margin;
        const isBeyond = (end: number | null, sign: number) => end !== null && sign * (end - limit) > 0;
        const sign = relation === ">" ? 1 : -1;
        expect(isBeyond(near0, sign)).toBe(adjustedP <= level);
        expect(isBeyond(far0, -sign)).toBe(adjustedPAgainst <= level);
      });
    });
  },
);

describe("a claim of closeness", () => {
  it.each(reference.equivalences)("agrees with enumeration: $d within $margin", ({ d, margin, p, pAgainst, inner }) => {
    const [one] = testClaims([seenOf("~", margin, d)], { level, correction: "joint", untested: 0 });
    expect(one!.p).toBeCloseTo(p, 12);
    expect(one!.pAgainst).toBeCloseTo(pAgainst, 12);
    const { low, high } = one!.interval;
    if (p <= level) {
      near(low, inner[0]);
      near(high, inner[1]);
      expect(low!).toBeGreaterThan(-margin);
      expect(high!).toBeLessThan(margin);
    } else expect(low === null || high === null || low <= -margin || high >= margin).toBe(true);
    expect((low ?? -Infinity) > margin || (high ?? Infinity) < -margin).toBe(pAgainst <= level);
  });

  it("beside others never has an interval that says otherwise than its verdict", () => {
    // Claims of closeness, above and below, of all degrees: 60 families of 4.
    let state = 1;
    const next = () => (state = (state * 16807) % 2147483647) / 2147483647 - 0.5;
    const outcomes = new Set<string>();
    for (let family = 0; family < 60; family++) {
      const n = 5 + (family % 5);
      const seen = (["~", ">", "~", "<"] as const).map((relation, k) => {
        const centre = 1.5 * next();
        return seenOf(
          relation,
          [0.5, 0.2, 0.1, 0][k]!,
          Array.from({ length: n }, () => centre + 0.4 * next()),
        );
      });
      for (const correction of ["joint", "holm"] as const) {
        testClaims(seen, { level, correction, untested: 0 }).forEach(({ adjustedP, adjustedPAgainst, interval }, i) => {
          const { relation, margin } = seen[i]!.claim;
          const [low, high] = [interval.low ?? -Infinity, interval.high ?? Infinity];
          const inside = { ">": low > margin, "<": high < -margin, "~": low > -margin && high < margin }[relation];
          const outside = { ">": high < margin, "<": low > -margin, "~": low > margin || high < -margin }[relation];
          expect([inside, outside]).toEqual([adjustedP <= level, adjustedPAgainst <= level]);
          outcomes.add(`${relation} ${inside} ${outside}`);
        });
      }
    }
    expect(outcomes.size).toBe(9);
  });
});

describe("the correction", () => {
  const apart = [0.31, 0.28, 0.33, 0.27, 0.35, 0.3];
  it("lets claims of the same seeds share what they have in common, Holm's method does not", () => {
    const ten = Array.from({ length: 10 }, (_, k) =>
      seenOf(
        ">",
        0,
        apart.map((d, i) => d + 0.01 * ((i * k) % 3)),
      ),
    );
    const joint = testClaims(ten, { level, correction: "joint", untested: 0 });
    const holm = testClaims(ten, { level, correction: "holm", untested: 0 });
    expect(joint.map(({ adjustedP }) => adjustedP)).toEqual(ten.map(() => 1 / 64));
    expect(holm.map(({ adjustedP }) => adjustedP)).toEqual(ten.map(() => 10 / 64));
  });

  it("keeps the share of claims that can't be tested", () => {
    const [alone] = testClaims([seenOf(">", 0, apart)], { level, correction: "joint", untested: 0 });
    const [beside] = testClaims([seenOf(">", 0, apart)], { level, correction: "joint", untested: 3 });
    expect([alone!.adjustedP, beside!.adjustedP]).toEqual([1 / 64, 4 / 64]);
    expect(beside!.interval.low).toBeNull();
    const [byHolm] = testClaims([seenOf(">", 0, apart)], { level, correction: "holm", untested: 3 });
    expect(byHolm!.adjustedP).toBe(4 / 64);
  });

  it("is the same for the same seeds beyond 20, from the fixed stream", () => {
    const many = Array.from({ length: 24 }, (_, i) => 0.2 + 0.5 * Math.sin(7 * i));
    const [one, two] = testClaims([seenOf(">", 0, many), seenOf(">", 0.1, many)], {
      level,
      correction: "joint",
      untested: 0,
    });
    expect(one!.p).toBe(signFlip(many));
    expect(two!.adjustedP).toBeGreaterThan(one!.adjustedP);
    const { low } = flipInterval(many, level);
    expect(signFlip(many.map((d) => d - low! + 1e-9))).toBeLessThanOrEqual(level);
    expect(signFlip(many.map((d) => d - low! - 1e-9))).toBeGreaterThan(level);
  });
});

it("an interval of one claim alone ends at means of some of the differences", () => {
  // 6 seeds: 3 of 64 choices may count, so the third smallest of the 63 means of parts of them.
  const d = [0.5, 0.1, 0.9, 0.3, 0.2, 0.7];
  const { low, high } = flipInterval(d, level);
  expect([low, high]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.7, 12)]);
  expect(flipInterval(d.slice(0, 4), level)).toEqual({ low: null, high: null });
});

it("skewness is the one that scipy calls unbiased", () => {
  for (const [d, expected] of reference.skewness) expect(sampleSkewness(d)).toBeCloseTo(expected, 10);
});
