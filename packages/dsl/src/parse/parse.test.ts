import { describe, expect, it } from "vitest";
import type { ExperimentFile } from "../index.ts";
import * as messages from "../messages.ts";
import { readMarkers } from "../test/index.ts";
import { parse } from "./parse.ts";

const read = (text: string) => parse({ file: "test.exp", text });
const kinds = (ast: ExperimentFile | undefined) => ast?.statements.map(({ kind }) => kind);

/** The tree without positions. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "span" ? undefined : inner)));
}
const treeOf = (text: string) => {
  const { ast, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return bare(ast?.statements);
};

describe("separators", () => {
  it.each([
    ["a semicolon for a line break", "seeds 1; let a = 2", "seeds 1\nlet a = 2"],
    ["several of them", "seeds 1;;\n\n;let a = 2;\n", "seeds 1\nlet a = 2"],
    ["Windows line ends", "seeds 1\r\nlet a = 2\r\n", "seeds 1\nlet a = 2"],
    ["a line that goes on after a comma", "seeds 1,\n 2", "seeds 1, 2"],
    ["a line that goes on inside brackets", "let a = [\n1,\n2\n]", "let a = [1, 2]"],
    [
      "a line that goes on before a word of the statement",
      "measure loss\n  every 1 epoch",
      "measure loss every 1 epoch",
    ],
    ["a brace on its own line", "train *\n{\nepochs 2\n}", "train * { epochs 2 }"],
    [
      "blocks beside each other",
      "architecture a { block { relu } block { relu } }",
      "architecture a { block { relu }; block { relu } }",
    ],
    [
      "a layer with and without brackets",
      "architecture a { block { conv 64 kernel: 5 } }",
      "architecture a { block { conv(64, kernel: 5) } }",
    ],
    ["a byte order mark", "\ufeffseeds 1", "seeds 1"],
    ["no blanks around braces", "architecture a{block{relu}}", "architecture a { block { relu } }"],
  ])("%s", (_, written, plain) => {
    expect(treeOf(written)).toEqual(treeOf(plain));
  });
});

describe("words", () => {
  it("accepts keywords as names where a name can stand", () => {
    expect(treeOf("dataset d(train: 1, seeds: 2, at: 3) { batch every }")).toMatchObject([
      { data: { args: [{ name: { text: "train" } }, { name: { text: "seeds" } }, { name: { text: "at" } }] } },
    ]);
    expect(treeOf("train train with with")).toMatchObject([
      { arm: { text: "train" }, trainer: { name: { text: "with" } } },
    ]);
    expect(treeOf("train train-{for} with with for for in in")).toMatchObject([
      { loop: { variable: { text: "for" } } },
    ]);
  });

  it("keeps a dash inside a name and subtracts between spaces", () => {
    expect(treeOf("let a = b-2")).toMatchObject([{ value: { kind: "call", name: { text: "b-2" } } }]);
    expect(treeOf("let a = b - 2")).toMatchObject([{ value: { kind: "arithmetic", rest: [{ operator: "-" }] } }]);
    expect(treeOf("let a = -2")).toMatchObject([{ value: { kind: "number", value: -2 } }]);
  });

  it.each([
    ["20%", 0.2],
    ["35%", 0.35],
    ["0.1%", 0.001],
    ["5e-4", 5e-4],
    ["1E+3", 1000],
    ["007", 7],
  ])("reads %s", (text, value) => {
    expect(treeOf(`let a = ${text}`)).toMatchObject([{ value: { kind: "number", value } }]);
  });

  it("reads sizes and texts", () => {
    expect(treeOf("let a = 32x32x3")).toMatchObject([{ value: { kind: "size", value: [32, 32, 3] } }]);
    expect(treeOf(String.raw`let a = "say \"hi\" \\ \n # no note"`)).toMatchObject([
      { value: { kind: "text", value: 'say "hi" \\ \n # no note' } },
    ]);
  });
});

describe("syntax of other languages", () => {
  it.each([
    ["train * { optimizer: adam }", "write `optimizer adam`"],
    ["dataset d { batch = 50 }", "write `batch 50`"],
    ["train e with e2e(rate=1e-3)", "write `rate: 1e-3`"],
    ['claim "c" a[x] >= b[x]', "write `>`"],
    ["architecture n { block { conv 8, relu } }", "put `;` between layers"],
    ["architecture n { block { conv 4 * 2 } }", "arithmetic needs parentheses: `conv(4 * 2)`"],
    ["measure accuracy loss", "put `,` between measures"],
    ["// text", "comments begin with `#`"],
    ["experiment e “text”", 'write "text"'],
    ["experiment e 'text'", 'write "text"'],
  ])("%s", (text, hint) => {
    const { diagnostics } = read(text);
    expect(diagnostics.map((one) => one.hint)).toEqual([hint]);
  });

  it("rejects a percentage with an exponent", () => {
    expect(read("let a = 5e1%").diagnostics.map(({ code }) => code)).toEqual(["dsl/malformed-number"]);
  });
});

describe("recovery", () => {
  it("reports several mistakes at once and keeps what could be read", () => {
    const { text, spans } = readMarkers(`experiment <|"no name"|>
seeds 1<|..|>
dataset cifar10(train: 1000 <|test|>: 200)
<|measur|> accuracy
train e2e with e2e <|now|> and here
train * { epochs 2 <|3|>; optimizer adam }
architecture net { block { conv 3; <|5|>; relu }; head <|"x"|> { } }
train per-layer <|with|>
let a <|=|>
report html<|,|>
report html
`);
    const { ast, diagnostics } = read(text);
    const value = "a value";
    expect(diagnostics).toEqual([
      messages.unexpectedToken(spans[0]!, '"no name"', "a name"),
      messages.unexpectedEnd(spans[1]!, "..", value),
      messages.unexpectedToken(spans[2]!, "test", "`,` or `)`"),
      messages.unknownStatement(spans[3]!, "measur"),
      messages.unexpectedToken(spans[4]!, "now", "a new line or `;`"),
      messages.unexpectedToken(spans[5]!, "3", "a new line or `;`"),
      messages.unexpectedToken(spans[6]!, "5", "`repeat` or a name"),
      messages.unexpectedToken(spans[7]!, '"x"', "`{`"),
      messages.unexpectedEnd(spans[8]!, "with", "a name"),
      messages.unexpectedEnd(spans[9]!, "=", value),
      messages.unexpectedEnd(spans[10]!, ",", "a name"),
    ]);
    expect(bare(ast?.statements)).toMatchObject([
      { kind: "train", settings: [{ name: { text: "optimizer" } }] },
      { kind: "architecture", parts: [{ layers: [{ name: { text: "conv" } }, { name: { text: "relu" } }] }] },
      { kind: "report" },
    ]);
  });

  it("keeps ten thousand mistakes in one block apart", () => {
    const { diagnostics } = read(`train * {\n${"batch 1 2\n".repeat(10_000)}}\n${"train a b c\n".repeat(10_000)}`);
    expect(diagnostics).toHaveLength(20_000);
  });

  it("reports one error for one missing bracket", () => {
    const { text, spans } = readMarkers(`experiment a
train * { optimizer adam<|(|>rate: 1; epochs 2 }
architecture net <|{|>
  block { relu }
train e2e with e2e
measure accuracy(
  test)
`);
    const { ast, diagnostics } = read(text);
    expect(diagnostics).toEqual([messages.unclosed(spans[0]!, "("), messages.unclosed(spans[1]!, "{")]);
    expect(kinds(ast)).toEqual(["experiment", "train", "architecture", "train", "measure"]);
  });
});
