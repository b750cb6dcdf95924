import { ShapeError, type BlockSpec } from "@infoplane/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutBlocks } from "./cut.ts";

const blocks = (costs: readonly number[]): BlockSpec[] =>
  costs.map((flops, index) => ({
    name: `block${index + 1}`,
    layers: [],
    input: [1],
    output: [1],
    cost: { parameters: 0, flops, activations: 0 },
  }));
const cost = (costs: readonly number[], groups: readonly (readonly number[])[]): number =>
  Math.max(...groups.map((group) => group.reduce((sum, index) => sum + (costs[index] ?? 0), 0)));

describe("cutBlocks", () => {
  it.each([
    [
      [1, 1, 1, 1],
      2,
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [[1, 1, 1, 1], 1, [[0, 1, 2, 3]]],
    [[9, 1, 1, 1], 2, [[0], [1, 2, 3]]],
    [[1, 1, 1, 9], 2, [[0, 1, 2], [3]]],
    [[5, 5, 5], 3, [[0], [1], [2]]],
  ])("cuts costs %j into %i groups", (costs, k, expected) => {
    expect(cutBlocks(blocks(costs), k)).toEqual(expected);
  });

  it("refuses more groups than blocks, naming both numbers", () => {
    expect(() => cutBlocks(blocks([1, 2]), 3)).toThrow(ShapeError);
    expect(() => cutBlocks(blocks([1, 2]), 3)).toThrow(/3 groups.*2 blocks/);
  });

  it("finds the smallest possible largest group (every cut tried)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        fc.nat(7),
        (costs, extra) => {
          const k = 1 + (extra % costs.length);
          const found = cutBlocks(blocks(costs), k);
          expect(found.flat()).toEqual(costs.map((_, index) => index));
          expect(found).toHaveLength(k);
          expect(cost(costs, found)).toBe(smallest(costs, 0, k));
        },
      ),
    );
  });
});

function smallest(costs: readonly number[], from: number, k: number): number {
  const sum = (start: number, end: number): number => costs.slice(start, end).reduce((total, c) => total + c, 0);
  if (k === 1) return sum(from, costs.length);
  let best = Infinity;
  for (let end = from + 1; end <= costs.length - k + 1; end++) {
    best = Math.min(best, Math.max(sum(from, end), smallest(costs, end, k - 1)));
  }
  return best;
}
