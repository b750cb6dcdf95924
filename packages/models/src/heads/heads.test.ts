import { optionsOf, resolveBlock } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { registry } from "../test/build.ts";

const expand = (name: string, input: readonly number[], options = {}) => {
  const plugin = registry.get("head", name);
  return resolveBlock("head", plugin.expand(optionsOf(plugin, options), { input, classes: 10 }), input, registry);
};

describe("heads", () => {
  it.each([
    [[32, 32, 64], 1024, 3],
    [[16, 16, 128], 2048, 2],
    [[8, 8, 32], 2048, 0],
    [[5, 5, 512], 2048, 1],
    [[1, 1, 4096], 4096, 0],
  ])("linear pools %j to %i features", (input, features, pools) => {
    const head = expand("linear", input);
    expect(head.layers.filter(({ layer }) => layer === "avgpool")).toHaveLength(pools);
    expect(head.layers.at(-1)?.input).toEqual([features]);
    expect(head.output).toEqual([10]);
  });

  it("linear takes a vector as it is", () => {
    expect(expand("linear", [3000]).layers.map(({ layer }) => layer)).toEqual(["dense"]);
  });

  it("mlp has one hidden layer, identity none", () => {
    expect(expand("mlp", [8, 8, 4], { hidden: 32 }).layers.map(({ layer }) => layer)).toEqual([
      "flatten",
      "dense",
      "relu",
      "dense",
    ]);
    expect(expand("identity", [8, 8, 4]).output).toEqual([256]);
  });
});
