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

/** Answers without throwing; gives back what is wrong with the answer. */
function unsound(text: string): unknown[] {
  const { ast, diagnostics } = parse({ file: "x.exp", text });
  const all = [...diagnostics, ...(ast ? check(ast, { registry, profile: "paper" }).diagnostics : [])];
  const shown = formatDiagnostics(all, [{ file: "x.exp", text }], { color: true });
  return all.filter(({ span, message, code, severity }) => {
    if (/undefined|NaN|\[object/.test(message) || shown === "") return true;
    if (!span) return severity === "error" && code !== "unknown-profile";
    return !(span.start >= 0 && span.end >= span.start && span.end <= text.length);
  });
}

describe("whatever is written", () => {
  it("words in any order are answered", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (soup) => {
        expect(unsound(soup.join(" "))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("any characters are answered", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        expect(unsound(text)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("a good file with a piece replaced is answered", () => {
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

describe("ten thousand lines", () => {
  const lines = 10_000;
  const repeated = (line: (i: number) => string) => Array.from({ length: lines }, (_, i) => line(i)).join("\n");
  const [design = ""] = samples;

  it.each([
    ["of a good file", design + repeated((i) => `claim "c${i}" accuracy(test)[e2e] > ${i}%`)],
    ["of layers", design.replace("flatten;", `flatten\n${repeated(() => "relu")}\n`)],
    [
      "of arms",
      design + repeated((i) => (i % 3 === 0 ? `train a${i} with per-layer {` : i % 3 === 1 ? "epochs 3" : "}")),
    ],
    ["of variables", design + repeated((i) => `let a${i} = ${i === 0 ? "1" : `a${i - 1} + 1`}`)],
    ["of mistakes", repeated(() => "measure accuracy every 2 foo")],
    ["of mistakes in one block", `train * {\n${repeated(() => "batch 1 2")}\n}`],
    ["of mistakes in one list", `let a = [${repeated(() => "1 2,")}]`],
    ["of open brackets", repeated(() => "train a with b([{")],
    ["of closed brackets", repeated(() => "let a = ]})")],
    ["of one expression", `${design}let a = ${repeated(() => "1 +")}\n1`],
  ])("%s are answered in time", (_, text) => {
    const before = process.cpuUsage();
    expect(unsound(text)).toEqual([]);
    const { user } = process.cpuUsage(before);
    // Processor time, not wall time, and with room for a slower machine: measured are 0.1 to 0.9 s.
    expect(user / 1e6).toBeLessThan(3);
  });
});
