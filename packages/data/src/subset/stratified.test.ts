import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratified } from "./stratified.ts";

const counts = (labels: Uint8Array, chosen: Uint32Array): number[] => {
  const found = [0, 0, 0, 0];
  for (const index of chosen) found[labels[index]!]!++;
  return found;
};

describe("stratified", () => {
  it("takes the first samples of each class", () => {
    const labels = Uint8Array.from([0, 0, 0, 1, 1, 2, 2, 1, 2]);
    expect([...stratified(labels, 3)]).toEqual([0, 3, 5]);
    expect([...stratified(labels, 6)]).toEqual([0, 1, 3, 4, 5, 6]);
  });

  it("keeps the proportions of uneven classes", () => {
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2));
    expect(counts(labels, stratified(labels, 100))).toEqual([60, 30, 10, 0]);
  });

  it("follows a given order and returns indices in ascending order", () => {
    const labels = Uint8Array.from([0, 1, 0, 1]);
    expect([...stratified(labels, 2, Uint32Array.from([3, 2, 1, 0]))]).toEqual([2, 3]);
  });

  it("always gives n different samples, each class within one of its exact share", () => {
    const cases = fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 })
      .chain((labels) =>
        fc.record({ labels: fc.constant(Uint8Array.from(labels)), n: fc.integer({ min: 0, max: labels.length }) }),
      );
    fc.assert(
      fc.property(cases, ({ labels, n }) => {
        const chosen = stratified(labels, n);
        expect(new Set(chosen).size).toBe(n);
        const all = counts(labels, Uint32Array.from(labels.keys()));
        counts(labels, chosen).forEach((found, label) =>
          expect(Math.abs(found - (n * all[label]!) / labels.length)).toBeLessThan(1),
        );
      }),
    );
  });

  it("refuses more samples than there are", () => {
    expect(() => stratified(new Uint8Array(3), 4)).toThrow(RangeError);
  });
});
