import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineLayer, optionsOf, pluginRef, pluginRefOr, referredKind, Registry } from "./index.ts";

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

  it("refuses a second plugin of one kind and name, naming both places", () => {
    const registry = new Registry().add([relu], "@infoplane/models");
    expect(() => registry.add([relu], "./mine.ts")).toThrow(/layer relu.*@infoplane\/models.*\.\/mine\.ts/);
  });

  it("gives typed options with defaults", () => {
    expect(optionsOf(relu, {})).toEqual({ slope: 0 });
  });

  it("reads an option by the name that it had before", () => {
    expect(optionsOf({ ...relu, renamedOptions: { leak: "slope" } }, { leak: 2 })).toEqual({ slope: 2 });
    expect(() => optionsOf(relu, { leak: 2 })).toThrow("leak");
  });
});

describe("referredKind", () => {
  it("sees a plugin reference through default and optional", () => {
    expect(referredKind(pluginRef("loss"))).toBe("loss");
    expect(referredKind(pluginRefOr("head", "linear"))).toBe("head");
    expect(referredKind(pluginRef("loss").optional())).toBe("loss");
    expect(referredKind(z.number().default(1))).toBeUndefined();
  });
});
