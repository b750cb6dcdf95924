import { describe, expect, it } from "vitest";
import { reasonOf } from "./diagnostic.ts";
import { stacksOf, thrownAt } from "./thrown-at.ts";

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
});
