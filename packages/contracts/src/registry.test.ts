import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defineLayer,
  isJson,
  optionsOf,
  pluginRef,
  pluginRefOr,
  referredKind,
  Registry,
  resolveLayer,
} from "./index.ts";

const relu = defineLayer({
  name: "relu",
  summary: "max(x, 0)",
  options: z.strictObject({ slope: z.number().default(0) }),
  shape: (options, input) => (options.slope >= 0 ? input : []),
  cost: () => ({ parameters: 0, flops: 0, activations: 0 }),
  create: () => ({ weights: [], apply: (x) => x.clone() }),
});

describe("Registry", () => {
  it("finds a plugin by kind and name", () => {
    const registry = new Registry().add([relu], "test");
    expect(registry.find("layer", "relu")).toBe(relu);
    expect(registry.find("layer", "gelu")).toBeUndefined();
    expect(registry.names("layer")).toEqual(["relu"]);
  });

  it("refuses a second plugin with the same kind and name, naming both places", () => {
    const registry = new Registry().add([relu], "@infoplane/models");
    expect(() => registry.add([relu], "./mine.ts")).toThrow(/layer relu.*@infoplane\/models.*\.\/mine\.ts/);
  });
});

const doubled = defineLayer({
  name: "doubled",
  summary: "an option that is another after it was parsed",
  options: z.strictObject({ units: z.number().transform((units) => 2 * units), bias: z.boolean().default(true) }),
  shape: ({ units }) => [units],
  cost: () => ({ parameters: 0, flops: 0, activations: 0 }),
  create: () => ({ weights: [], apply: (x) => x.clone() }),
});

describe("optionsOf", () => {
  it("takes options as they were parsed, and adds defaults that a stored run lacks", () => {
    expect(optionsOf(relu, {})).toEqual({ slope: 0 });
    expect(optionsOf(relu, { slope: 0.1 })).toEqual({ slope: 0.1 });
    expect(optionsOf(doubled, { units: 6 })).toEqual({ units: 6, bias: true });
  });

  it("accepts the former name of an option", () => {
    expect(optionsOf({ ...relu, renamedOptions: { leak: "slope" } }, { leak: 2 })).toEqual({ slope: 2 });
    expect(() => optionsOf(relu, { leak: 2 })).toThrow("leak");
  });
});

describe("resolveLayer", () => {
  const registry = new Registry().add([doubled], "test");

  it("parses the options of a draft once, and those of a checked layer not again", () => {
    const layer = resolveLayer({ layer: "doubled", options: { units: 3 } }, [5], registry);
    expect(layer).toMatchObject({ options: { units: 6, bias: true }, output: [6] });
    expect(resolveLayer(layer, [7], registry)).toEqual({ ...layer, input: [7] });
  });

  it("refuses options that JSON can't hold", () => {
    const draft = { layer: "doubled", options: { units: Number.MAX_VALUE } };
    expect(() => resolveLayer(draft, [5], registry)).toThrow("units becomes a value that JSON can't hold");
  });
});

describe("isJson", () => {
  it.each([[1], ["a"], [true], [null], [[1, ["b"]]], [{ a: { b: [null] } }]])("accepts %j", (value) => {
    expect(isJson(value)).toBe(true);
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });

  it.each([[NaN], [Infinity], [undefined], [new Date(0)], [new Map()], [() => 1], [[undefined]], [{ a: 1n }]])(
    "refuses %s",
    (value) => expect(isJson(value)).toBe(false),
  );
});

describe("referredKind", () => {
  it("sees a plugin reference through default and optional", () => {
    expect(referredKind(pluginRef("loss"))).toBe("loss");
    expect(referredKind(pluginRefOr("head", "linear"))).toBe("head");
    expect(referredKind(pluginRef("loss").optional())).toBe("loss");
    expect(referredKind(z.number().default(1))).toBeUndefined();
  });
});
