import { describe, expect, it } from "vitest";
import { asError, reasonOf } from "./diagnostic.ts";
import { causesOf, isOfPlugin, stacksOf, thrownAt } from "./thrown-at.ts";

const fails = (): never => {
  throw new Error("no");
};
const unreadable = new Proxy({}, { get: fails, getPrototypeOf: fails });

describe("what was thrown", () => {
  it.each([
    [new RangeError("too far"), "too far"],
    [new TypeError(""), "TypeError"],
    ["a text", "a text"],
    [null, "it threw null, not an error"],
    [undefined, "it threw undefined, not an error"],
    [7n, "it threw 7, not an error"],
    [Symbol("s"), "it threw Symbol(s), not an error"],
    [{ code: 3 }, 'it threw {"code":3}, not an error'],
    [fails, "it threw a function, not an error"],
    [Object.assign(new Error("x"), { message: { no: "text" } }), 'it threw {"no":"text"}, not an error'],
    [{ toJSON: fails, toString: fails }, "it threw something that can't be read"],
    [Object.defineProperty(new Error("x"), "message", { get: fails }), "it threw something that can't be read"],
    [unreadable, "it threw something that can't be read"],
  ])("is described in words: %#", (thrown, said) => expect(reasonOf(thrown)).toBe(said));

  it("is truncated if it is long", () => expect(reasonOf(new Error("x".repeat(1e6)))).toHaveLength(4003));

  it("has a place or none; circular causes and throwing getters are no reason to fail", () => {
    const circle = new Error("a");
    circle.cause = new Error("b", { cause: circle });
    expect(stacksOf(circle)).toHaveLength(16);
    expect(stacksOf(Object.defineProperty(new Error("x"), "stack", { get: fails }))).toEqual([]);
    expect(stacksOf(unreadable)).toEqual([]);
    expect(thrownAt(Object.assign(new Error("x"), { stack: 5 }))).toBeUndefined();
  });

  it("has a stack of limited length, with its message and its places", () => {
    const stack = `Error: ${"x".repeat(1e6)}\n    at measure (/a/plugin.ts:4:5)`;
    const error = Object.assign(new Error("x"), { stack });
    expect(stacksOf(error)[0]?.length).toBeLessThan(21_000);
    expect(stacksOf(error)[0]).toMatch(/^Error: xxx/);
    expect(thrownAt(error)).toEqual({ file: "/a/plugin.ts", line: 4, column: 5 });
  });

  it("becomes an error that is safe to look at", () => {
    const sound = new RangeError("no");
    expect(asError(sound)).toBe(sound);
    const getter = Object.defineProperty(new Error("x"), "message", { get: fails });
    for (const thrown of [unreadable, getter, null, "a text", Object.assign(new Error("x"), { stack: 5 })]) {
      const error = asError(thrown);
      expect(error === thrown).toBe(false);
      expect([error.message, error.name, error.cause]).toEqual([reasonOf(thrown), "Error", undefined]);
      expect(thrownAt(error)).toBeUndefined();
    }
    const looped = new Error("a");
    looped.cause = looped;
    expect(causesOf(looped)).toHaveLength(16);
    expect(causesOf(unreadable)).toEqual([]);
  });

  it("is a plugin's words if the plugin made it, and not what it called", () => {
    const from = (...lines: readonly string[]): Error =>
      Object.assign(new Error("no"), { stack: ["Error: no", ...lines.map((line) => `    at ${line}`)].join("\n") });
    const plugin = "measure (/a/plugin.ts:4:5)";
    expect(isOfPlugin(from(plugin))).toBe(true);
    expect(isOfPlugin(from())).toBe(true);
    for (const called of [
      "new ArrayBuffer (<anonymous>)",
      "alloc (node:buffer:3:1)",
      "f (/a/node_modules/@tensorflow/x.js:1:1)",
    ])
      expect(isOfPlugin(from(called, plugin))).toBe(false);
  });
});
