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

  it("linear takes a vector unchanged", () => {
    expect(expand("linear", [3000]).layers.map(({ layer }) => layer)).toEqual(["dense"]);
  });

  it.each([
    [[64, 192], ["token-pool", "dense"], 192],
    [[16, 64], ["flatten", "dense"], 1024],
  ])("linear takes the mean of tokens %j, unless they are few", (input, layers, features) => {
    const head = expand("linear", input);
    expect(head.layers.map(({ layer }) => layer)).toEqual(layers);
    expect(head.layers.at(-1)?.input).toEqual([features]);
  });

  it.each([
    ["conv", [8, 8, 6], ["conv"]],
    ["conv-2", [8, 8, 6], ["conv", "relu", "conv"]],
    ["conv", [40], ["dense"]],
    ["conv-2", [16, 12], ["dense", "relu", "dense"]],
  ])("%s keeps the shape %j", (name, input, layers) => {
    const head = expand(name, input);
    expect(head.layers.map(({ layer }) => layer)).toEqual(layers);
    expect(head.output).toEqual(input);
    expect(registry.get("head", name).output).toBe("features");
  });

  it("projection gives features of the given width, with a hidden layer if asked for", () => {
    expect(expand("projection", [32, 32, 64], { out: 16 }).layers.map(({ layer }) => layer)).toEqual([
      ...["avgpool", "avgpool", "avgpool", "flatten", "dense"],
    ]);
    const deep = expand("projection", [100], { out: 16, hidden: 50 });
    expect(deep.layers.map(({ layer }) => layer)).toEqual(["dense", "relu", "dense"]);
    expect([deep.output, deep.layers[0]?.output]).toEqual([[16], [50]]);
  });

  it("mlp has one hidden layer, identity none", () => {
    expect(expand("mlp", [8, 8, 4], { hidden: 32 }).layers.map(({ layer }) => layer)).toEqual([
      "flatten",
      "dense",
      "relu",
      "dense",
    ]);
    expect(expand("identity", [8, 8, 4])).toMatchObject({ layers: [], output: [8, 8, 4] });
  });

  it.each([
    [
      [4, 4, 32],
      [9, 9, 3],
      ["resize", "conv", "batchnorm", "relu", "conv"],
      [9, 9, 3],
    ],
    [[16], [9, 9, 3], ["dense"], [243]],
    [[5, 8], [4], ["flatten", "dense"], [4]],
  ])("decoder on %j reconstructs %j", (input, target, layers, output) => {
    const plugin = registry.get("head", "decoder");
    const drafts = plugin.expand(optionsOf(plugin, {}), { input, classes: 10, target });
    const head = resolveBlock("head", drafts, input, registry);
    expect(head.layers.map(({ layer }) => layer)).toEqual(layers);
    expect(head.output).toEqual(output);
  });
});
