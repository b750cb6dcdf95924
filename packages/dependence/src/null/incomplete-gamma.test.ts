import { describe, expect, it } from "vitest";
import { lowerGamma, upperGamma } from "./incomplete-gamma.ts";

describe("the regularised incomplete gamma function", () => {
  // mpmath.gammainc(a, x, inf, regularized=True) with 30 digits.
  it.each([
    [0.5, 0.02, 0.841480581121794],
    [0.5, 2, 0.0455002638963584],
    [0.5, 40, 3.7440973842029e-19],
    [1, 3, 0.0497870683678639],
    [2.5, 1, 0.84914503608461],
    [2.5, 9, 0.00294640458788029],
    [30, 20, 0.978181782474443],
    [30, 60, 6.8762649687321e-6],
    [1000, 1100, 0.00105932325392998],
    [1000, 900, 0.999450097734288],
    [10000, 10300, 0.00147049489638568],
    [1000000, 1003000, 0.00136174064621759],
  ] as const)("Q(%f, %f) = %f", (a, x, expected) => {
    expect(upperGamma(a, x) / expected).toBeCloseTo(1, 9);
    expect(lowerGamma(a, x) + upperGamma(a, x)).toBeCloseTo(1, 12);
  });

  it("is a distribution: 1 at and below 0, falling to 0", () => {
    expect(upperGamma(3, 0)).toBe(1);
    expect(upperGamma(3, -1)).toBe(1);
    expect(lowerGamma(3, -1)).toBe(0);
    expect(upperGamma(3, 1e4)).toBe(0);
  });

  it("keeps its precision where the lower tail is tiny", () => {
    // P(a, x) ~ x^a / Γ(a + 1) for small x.
    expect(lowerGamma(5, 1e-6) / (1e-30 / 120)).toBeCloseTo(1, 5);
  });
});
