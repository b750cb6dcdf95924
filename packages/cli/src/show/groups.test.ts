import type { BlockSpec } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { describeGroups } from "./groups.ts";

const block = (name: string, flops: number): BlockSpec => ({
  name,
  layers: [],
  input: [1],
  output: [1],
  cost: { parameters: 1000, flops, activations: 600 },
});

it("names each group by its first and last block, with its cost and its share of the whole", () => {
  const blocks = [block("stem", 1e6), block("block2", 2e6), block("block3", 1e6)];
  expect(describeGroups([[0, 1], [2]], blocks)).toEqual([
    "stem to block2  75%  2,000 parameters, 3.00 MFLOP, 1.2k values kept",
    "block3          25%  1,000 parameters, 1.00 MFLOP, 600 values kept",
  ]);
});
