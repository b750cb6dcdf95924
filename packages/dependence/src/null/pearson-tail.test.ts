import { describe, expect, it } from "vitest";
import { pearsonTail } from "./pearson-tail.ts";

describe("pearsonTail", () => {
  it.each([-1, 0, 0.5, 3])("is the exponential tail for skewness 2, at %f", (z) => {
    expect(pearsonTail(z, 2)).toBeCloseTo(Math.exp(-(z + 1)), 12);
  });

  it.each([
    [0, 0.5],
    [1.959963984540054, 0.025],
    [-1.959963984540054, 0.975],
    [6, 9.865876450376946e-10],
  ])("is the normal tail for skewness 0, at %f", (z, expected) => {
    expect(pearsonTail(z, 0) / expected).toBeCloseTo(1, 9);
  });

  it("mirrors for negative skewness", () => {
    for (const z of [-2, -0.3, 0.3, 1.9]) expect(pearsonTail(z, -0.8) + pearsonTail(-z, 0.8)).toBeCloseTo(1, 12);
  });

  it("is 1 below the smallest and 0 above the largest possible value", () => {
    expect(pearsonTail(-1.01, 2)).toBe(1);
    expect(pearsonTail(1.01, -2)).toBe(0);
  });

  it.each([-2, 0, 1, 4])("is continuous where it switches to the normal tail, at %f", (z) => {
    for (const sign of [1, -1]) {
      const below = pearsonTail(z, sign * 0.999999e-3);
      expect(pearsonTail(z, sign * 1.000001e-3) / below).toBeCloseTo(1, 4);
    }
  });
});
