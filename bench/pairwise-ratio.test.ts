import { expect, it } from "vitest";
import { pairwiseRatio } from "./pairwise-ratio.ts";

it("is the median of the rounds' ratios, with their spread", () => {
  expect(pairwiseRatio([8, 9, 12], [10, 10, 10])).toEqual({ median: 0.9, min: 0.8, max: 1.2 });
});

it("does not change with the speed of the machine, if both sides of a round meet the same", () => {
  expect(pairwiseRatio([10, 25, 20], [20, 50, 40])).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
});

it("refuses rounds that are no pairs", () => {
  expect(() => pairwiseRatio([1, 2], [1])).toThrow("no pairs");
});
