import { optionsOf, Registry } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { dataPlugins } from "./plugins.ts";

const registry = new Registry().add(dataPlugins, "@infoplane/data");

describe("dataPlugins", () => {
  it.each([
    ["cifar10", 50_000, 10_000, [32, 32, 3]],
    ["cifar100", 50_000, 10_000, [32, 32, 3], 100],
    ["fashion-mnist", 60_000, 10_000, [28, 28, 1]],
    ["mnist", 60_000, 10_000, [28, 28, 1]],
    ["textures", 10_000, 2_000, [32, 32, 3]],
  ])("%s has its usual size by default", (name, train, test, input, classes = 10) => {
    const plugin = registry.get("dataset", name);
    const options = optionsOf(plugin, {});
    expect(options).toMatchObject({ train, test });
    expect(plugin.facts(options)).toEqual({ input, classes });
    expect(plugin.options.safeParse({ train: 0 }).success).toBe(false);
    expect(plugin.options.safeParse({ trian: 5 }).success).toBe(false);
  });

  it.each([
    ["idx", { path: "kmnist" }, { input: [28, 28, 1], classes: 10 }],
    ["npz", { path: "own.npz", input: [8, 8, 1], classes: 4 }, { input: [8, 8, 1], classes: 4 }],
    ["image-folder", { path: "own", input: [64, 64, 3], classes: 7 }, { input: [64, 64, 3], classes: 7 }],
  ])("%s is what its options say, wherever the files are", (name, options, facts) => {
    const plugin = registry.get("dataset", name);
    expect(plugin.facts(optionsOf(plugin, options))).toEqual(facts);
    expect(plugin.options.safeParse({ ...options, classes: 1001 }).success).toBe(false);
    expect(plugin.options.safeParse({}).success).toBe(false);
  });

  it("refuses more samples than a data set has", () => {
    expect(registry.get("dataset", "cifar10").options.safeParse({ train: 50_001 }).success).toBe(false);
  });

  it("describes every option", () => {
    for (const { options } of dataPlugins) {
      for (const field of Object.values<z.ZodType>(options.shape)) expect(field.description).toBeTruthy();
    }
  });
});
