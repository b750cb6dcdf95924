import { describe, expect, it } from "vitest";
import { mostPoints } from "../drawing/limits.ts";
import { plainSpec } from "./plain-spec.ts";

const encoding = { x: { field: "a", type: "quantitative" } };
const good = { data: { values: [{ a: 1, href: "a column", url: "another" }] }, mark: "point", encoding };
const rows = (count: number): object[] => Array.from({ length: count }, (_, a) => ({ a }));
const circular: Record<string, unknown> = { ...good };
circular["config"] = { again: circular };
const deep = (levels: number): object => (levels === 0 ? {} : { layer: [deep(levels - 1)] });

describe("an outside spec", () => {
  it("is copied as it is, including undefined and NaN, which are not drawn like null", () => {
    const spec = { ...good, config: { axis: undefined }, data: { values: [{ a: NaN, b: undefined, c: null }] } };
    const copy = plainSpec(spec);
    expect(copy).toStrictEqual(spec);
    expect(copy["data"]).not.toBe(spec.data);
    expect(plainSpec(Object.freeze(good))).toStrictEqual(good);
  });

  it("has dates as in JSON, and no embedding options", () => {
    const at = new Date(0);
    const spec = { ...good, data: { values: [{ at }] }, usermeta: { embedOptions: { actions: true } } };
    expect(plainSpec(spec)).toStrictEqual({ ...good, data: { values: [{ at: at.toISOString() }] } });
  });

  it("has each property read once", () => {
    let times = 0;
    const spec = Object.defineProperty({ ...good }, "width", {
      enumerable: true,
      get: () => (times++ === 0 ? 100 : 1e9),
    });
    expect(plainSpec(spec)["width"]).toBe(100);
  });

  it.each<[string, unknown, string]>([
    ["null", null, "spec() returned null"],
    ["a list", [good], "spec() returned a list"],
    ["a string", "point", "spec() returned a string"],
    ["a promise", Promise.resolve(good), "spec() returned a promise"],
    ["a big integer", { ...good, data: { values: [{ a: 1n }] } }, "at data.values.0.a: it holds a big integer"],
    ["a function", { ...good, config: { f: () => 1 } }, "at config.f: it holds a function"],
    ["a symbol", { ...good, mark: Symbol("point") }, "at mark: it holds a symbol"],
    ["itself", circular, "at config.again: it contains itself"],
    ["too many levels", deep(1000), "it is nested more than 200 deep"],
    [
      "a prototype",
      JSON.parse('{"config":{"__proto__":{"mark":"bar"}}}'),
      "at config.__proto__: it has a key __proto__",
    ],
    ["a link", { ...good, encoding: { href: { value: "javascript:alert(1)" } } }, "at encoding.href"],
    ["a link of a mark", { ...good, mark: { type: "point", href: "https://example.com" } }, "at mark.href"],
    ["a link in the settings", { ...good, config: { style: { bar: { href: "x" } } } }, "at config.style.bar.href"],
    ["an image", { ...good, mark: "image", encoding: { url: { field: "url" } } }, "at encoding.url"],
    ["data from elsewhere", { ...good, data: { url: "file:///etc/hostname" } }, "at data.url"],
    ["an excessive side", { layer: [{ ...good, height: 1e7 }] }, "at layer.0.height: a side of the picture"],
    ["excessive steps", { ...good, width: { step: 1e7 } }, "at width: a side of the picture"],
    ["a side that is not a number", { ...good, width: NaN }, "at width: a side of the picture"],
    [
      "too many rows",
      { ...good, data: { values: rows(mostPoints + 1) } },
      "at data.values: it holds more than 50,000 rows",
    ],
    [
      "too many rows in two data sets",
      { ...good, datasets: { a: rows(mostPoints - 1), b: rows(1) } },
      "at datasets.b: it holds more than",
    ],
  ])("with %s is refused", (_, spec, reason) => {
    expect(() => plainSpec(spec)).toThrow(reason);
  });

  it("may have as many rows as a figure may, and columns of any name", () => {
    expect(plainSpec({ ...good, data: { values: rows(mostPoints) } })["data"]).toEqual({ values: rows(mostPoints) });
    expect(plainSpec({ ...good, datasets: { href: rows(2) } })["datasets"]).toEqual({ href: rows(2) });
  });
});
