import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, formatDiagnostics, parse } from "./index.ts";
import { testRegistry } from "./test/index.ts";

const samples = ["design", "forms", "minimal"].map((name) =>
  readFileSync(new URL(`./test/samples/${name}.exp`, import.meta.url), "utf8"),
);
const registry = testRegistry();
const words = [
  ...new Set(samples.flatMap((text) => text.match(/[\w-]+|"[^"]*"|[^\s\w]|\n/g) ?? [])),
  "{",
  "}",
  "(",
  ")",
  "\n",
];

/** Must not throw; returns the malformed diagnostics. */
function unsound(text: string): unknown[] {
  const { ast, diagnostics } = parse({ file: "x.exp", text });
  const all = [...diagnostics, ...(ast ? check(ast, { registry, profile: "paper" }).diagnostics : [])];
  const shown = formatDiagnostics(all, [{ file: "x.exp", text }], { color: true });
  return all.filter(({ span, message, code, severity }) => {
    if (/undefined|NaN|\[object/.test(message) || shown === "") return true;
    if (!span) return severity === "error" && code !== "dsl/unknown-profile";
    return !(span.start >= 0 && span.end >= span.start && span.end <= text.length);
  });
}

describe("whatever is written", () => {
  it("words in any order get a result", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (soup) => {
        expect(unsound(soup.join(" "))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("any characters get a result", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        expect(unsound(text)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("a valid file with a piece replaced gets a result", () => {
    const change = fc.record({
      text: fc.constantFrom(...samples),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(12),
      piece: fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 }), fc.constant("")),
    });
    fc.assert(
      fc.property(change, ({ text, at, length, piece }) => {
        const start = Math.floor(at * text.length);
        expect(unsound(text.slice(0, start) + piece + text.slice(start + length))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

it("each further line takes as much work as those before it, whatever is written", () => {
  const script = new URL("./test/growth-of-work.ts", import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, ["--no-opt", "--import", "tsx", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  const { "each looks at all before it": quadratic, ...growth } = JSON.parse(stdout) as Record<string, number>;
  expect(quadratic).toBeGreaterThan(3.5);
  expect(Object.keys(growth)).toHaveLength(10);
  expect(Object.entries(growth).filter(([, by]) => by > 3)).toEqual([]);
});
