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
    // The last group is the largest in any cut, so the others are balanced.
    [[1, 2, 2, 2, 9], 4, [[0, 1], [2], [3], [4]]],
    // The earlier of two equally good cuts.
    [[2, 2, 2], 2, [[0], [1, 2]]],
  ])("cuts costs %j into %i groups", (costs, k, expected) => {
    expect(cutBlocks(blocks(costs), k)).toEqual(expected);
  });

  it("refuses more groups than blocks, naming both numbers", () => {
    expect(() => cutBlocks(blocks([1, 2]), 3)).toThrow(ShapeError);
    expect(() => cutBlocks(blocks([1, 2]), 3)).toThrow(/3 groups.*2 blocks/);
  });

  it("minimises the largest group, then the sum of squares, then takes the earliest cuts (checked against all cuts)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        fc.nat(7),
        (costs, extra) => {
          const k = 1 + (extra % costs.length);
          const found = cutBlocks(blocks(costs), k);
          expect(found.flat()).toEqual(costs.map((_, index) => index));
          expect(found).toHaveLength(k);
          expect(found).toEqual(best(costs, k));
        },
      ),
    );
  });
});

/** Every way to cut the blocks from `from` on into k groups, earliest cuts first. */
function everyCut(count: number, from: number, k: number): number[][][] {
  if (k === 1) return [[range(from, count)]];
  return range(from + 1, count - k + 2).flatMap((end) =>
    everyCut(count, end, k - 1).map((rest) => [range(from, end), ...rest]),
  );
}
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

function best(costs: readonly number[], k: number): number[][] {
  const squares = (groups: number[][]): number => groups.reduce((sum, group) => sum + cost(costs, [group]) ** 2, 0);
  const [first, ...others] = everyCut(costs.length, 0, k);
  return others.reduce((found, other) => {
    const [before, after] = [cost(costs, found), cost(costs, other)];
    return after < before || (after === before && squares(other) < squares(found)) ? other : found;
  }, first!);
}
