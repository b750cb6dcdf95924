import { describe, expect, it } from "vitest";
import * as messages from "../messages.ts";
import { readMarkers } from "../test/index.ts";
import { formatDiagnostics, inOneLine } from "./format-diagnostics.ts";

const { text, spans } = readMarkers("experiment a\nblock {\n  conv <|kernle|>: 5\n<|  relu\n}|>\n", "net.exp");
const source = { file: "net.exp", text };
const problem = messages.unknownOption(spans[0]!, "conv", "kernle", ["filters", "kernel"]);

it("puts the line number into a single line, if there is one", () => {
  expect(inOneLine(problem, source)).toBe("net.exp:3: `conv` has no option `kernle`");
  expect(inOneLine(messages.unknownOnly("e2", ["e2e"]), source)).toBe("--only e2: the experiment has no such arm");
});

it("shows only the surroundings in a line of a million characters, and the beginning of a long message", () => {
  const text = `${"a ".repeat(500_000)}here${" b".repeat(500_000)}\nshort`;
  const start = 1_000_000;
  const diagnostic = {
    severity: "error",
    code: "x",
    message: "m".repeat(1e6),
    span: { file: "f", start, end: start + 4 },
  } as const;
  const shown = formatDiagnostics([diagnostic, diagnostic], [{ file: "f", text }], { color: false });
  expect(shown.length).toBeLessThan(10_000);
  const lines = shown.split("\n");
  const at = lines.findIndex((line) => line.startsWith("> 1 |"));
  expect(lines[at]).toMatch(/^> 1 \| …[ a]{50}here[ b]+…$/);
  expect(lines[at + 1]?.indexOf("^^^^")).toBe(lines[at]?.indexOf("here"));
  expect(lines[at + 1]).toMatch(/\^{4}$/);
  expect(lines[0]).toContain("… and 996000 more characters");
});

describe("formatDiagnostics", () => {
  it("shows code, message, place, the lines around it and the hint", () => {
    expect(formatDiagnostics([problem], [source], { color: false })).toBe(
      [
        "error dsl/unknown-option `conv` has no option `kernle`",
        "  at net.exp:3:8",
        "  2 | block {",
        "> 3 |   conv kernle: 5",
        "    |        ^^^^^^",
        "  4 |   relu",
        "  hint: did you mean `kernel`?",
      ].join("\n"),
    );
  });

  it("shows the same in colour", () => {
    const colours = formatDiagnostics([problem], [source], { color: true });
    expect(colours).toContain("\u001b[31merror\u001b[0m");

    expect(colours.replace(/\u001b\[\d+m/g, "")).toBe(formatDiagnostics([problem], [source], { color: false }));
  });

  it("marks the first line of a span of several lines", () => {
    const shown = formatDiagnostics([messages.noBlocks(spans[1]!)], [source], { color: false });
    expect(shown).toContain("> 4 |   relu\n    | ^^^^^^\n");
  });

  it("shows no frame for a flag or for a file whose text it does not have", () => {
    const flag = messages.unknownOnly("e2", ["e2e"]);
    expect(formatDiagnostics([flag], [source], { color: false })).toBe(
      "error dsl/unknown-only --only e2: the experiment has no such arm\n  hint: did you mean `e2e`?",
    );
    expect(formatDiagnostics([problem], [], { color: false })).toContain("  in net.exp");
  });

  it("shows no frame of a file that is not text, and control characters as symbols", () => {
    const binary = { file: "b.exp", text: "\u001b[31m\u0000\n" };
    expect(formatDiagnostics([messages.binaryFile("b.exp")], [binary], { color: false })).toBe(
      "error dsl/binary-file this is not a text file\n  in b.exp\n  hint: name a file that ends in .exp",
    );
    const steering = { file: "s.exp", text: "let \u001b[2J = 1 # \u202e\u0085" };
    const shown = formatDiagnostics(
      [messages.unknownCharacter({ file: "s.exp", start: 4, end: 5 }, "\u001b")],
      [steering],
      { color: false },
    );
    expect(shown).toBe(
      "error dsl/unknown-character `\u241b` is not part of the language\n  at s.exp:1:5\n> 1 | let \u241b[2J = 1 # \ufffd\ufffd\n    |     ^",
    );
  });

  it("counts the lines of a file with Windows line endings as an editor does", () => {
    const windows = { file: "w.exp", text: "a\r\nb\r\nc" };
    const at = { file: "w.exp", start: windows.text.indexOf("c"), end: windows.text.length };
    expect(formatDiagnostics([messages.unclosedText(at)], [windows], { color: false })).toContain("w.exp:3:1");
  });

  it("counts what is too much to show", () => {
    const many = formatDiagnostics(
      Array.from({ length: 70 }, () => problem),
      [source],
      { color: false },
    );
    expect(many.endsWith("... and 20 more")).toBe(true);
  });
});
