import { expect, it } from "vitest";
import { summarise } from "./summary.ts";
import { tCritical95 } from "./summary.ts";

it("gives mean, sample deviation, range and the 95 % interval computed by hand", () => {
  // 0.70, 0.72, 0.77: mean 0.73; squares 0.0009 + 0.0001 + 0.0016 = 0.0026; sd sqrt(0.0013) = 0.0360555;
  // half width 4.3027 x 0.0360555 / sqrt(3) = 0.0895676
  const summary = summarise([0.7, 0.72, 0.77])!;
  expect(summary).toMatchObject({ n: 3, low: 0.7, high: 0.77 });
  expect(summary.mean).toBeCloseTo(0.73, 12);
  expect(summary.sd).toBeCloseTo(0.0360555, 6);
  expect(summary.halfWidth).toBeCloseTo(0.089568, 5);
});

it("has no spread for one value and nothing for none", () => {
  expect(summarise([0.5])).toEqual({ n: 1, mean: 0.5, sd: undefined, low: 0.5, high: 0.5, halfWidth: undefined });
  expect(summarise([])).toBeUndefined();
});

it("has Student's quantiles also beyond the table", () => {
  expect(tCritical95(4)).toBeCloseTo(2.7764, 4);
  expect(tCritical95(30)).toBeCloseTo(2.0423, 4);
  expect(tCritical95(40)).toBeCloseTo(2.0211, 3);
  expect(tCritical95(31)).toBeLessThan(tCritical95(30));
});
