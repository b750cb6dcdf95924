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

/** Never throws, and every place lies in the text. */
function expectSound(text: string): void {
  const { ast, diagnostics } = parse({ file: "x.exp", text });
  const all = [...diagnostics, ...(ast ? check(ast, { registry, profile: "paper" }).diagnostics : [])];
  for (const { span, message } of all) {
    expect(message).not.toMatch(/undefined|NaN|\[object/);
    if (!span) continue;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  expect(all.filter((d) => d.severity === "error" && !d.span && d.code !== "unknown-profile")).toEqual([]);
  expect(typeof formatDiagnostics(all, [{ file: "x.exp", text }], { color: true })).toBe("string");
}

describe("whatever is written", () => {
  it("words in any order are answered", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (soup) => expectSound(soup.join(" "))),
      { numRuns: 300 },
    );
  });

  it("any characters are answered", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), expectSound), { numRuns: 200 });
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
        expectSound(text.slice(0, start) + piece + text.slice(start + length));
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
    ["of open brackets", repeated(() => "train a with b([{")],
    ["of closed brackets", repeated(() => "let a = ]})")],
    ["of one expression", `${design}let a = 1${repeated(() => " +\n1")}`],
  ])("%s take no more than a second of work", (_, text) => {
    expectSound("experiment warm");
    const before = process.cpuUsage();
    expectSound(text);
    const { user } = process.cpuUsage(before);
    // Work, not wall time, and with room for the garbage collector's threads and a busy machine.
    expect(user / 1e6).toBeLessThan(4);
  });
});
