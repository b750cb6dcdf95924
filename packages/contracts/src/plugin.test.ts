import { describe, expect, expectTypeOf, it } from "vitest";
import * as contracts from "./index.ts";
import { defineFigure, defineMetric, definePlugin, pluginKinds, z, type MetricPlugin } from "./index.ts";

const options = z.strictObject({ from: z.int().default(1) });

describe("defineMetric and its siblings", () => {
  it("exist for every kind, and set it", () => {
    for (const kind of pluginKinds) {
      const define = Object.entries(contracts).find(([name]) => name.toLowerCase() === `define${kind}`)?.[1];
      const plugin = (define as typeof defineFigure)({ name: "a", summary: "", options, create: () => neverDrawn });
      expect(plugin.kind).toBe(kind);
    }
  });

  it("infer the options of every hook", () => {
    const metric = defineMetric({
      name: "a",
      summary: "a constant",
      options,
      needs: "none",
      records: (settings) => {
        expectTypeOf(settings).toEqualTypeOf<{ from: number }>();
        return { per: "network" };
      },
      create: (settings) => {
        expectTypeOf(settings).toEqualTypeOf<{ from: number }>();
        return { measure: () => [{ value: settings.from }] };
      },
    });
    expectTypeOf(metric).toEqualTypeOf<MetricPlugin>();
    expect(metric.records?.({ from: 1 })).toEqual({ per: "network" });
  });

  it("return what definePlugin returns for a plugin that names its kind", () => {
    const written = { name: "a", summary: "", options, create: () => neverDrawn };
    expect(defineFigure(written)).toEqual(definePlugin({ kind: "figure", ...written }));
  });
});

const neverDrawn = { name: "a", title: "", caption: () => "", spec: () => undefined };
