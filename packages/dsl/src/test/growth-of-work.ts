/**
 * Not for import: prints the factor by which the added work grows if twice as many lines are added, as JSON by kind of
 * line. 2: each line is as much work as any other; 4: each one looks at all lines before it, as the last kind does.
 */
import { countWork } from "./count-work.ts";
import { readFileSync } from "node:fs";
import { check, formatDiagnostics, parse } from "../index.ts";
import { testRegistry } from "./test-registry.ts";

const design = readFileSync(new URL("./samples/design.exp", import.meta.url), "utf8");
const registry = testRegistry();

function answer(text: string): void {
  const { ast, diagnostics } = parse({ file: "x.exp", text });
  const all = [...diagnostics, ...(ast ? check(ast, { registry }).diagnostics : [])];
  formatDiagnostics(all, [{ file: "x.exp", text }], { color: true });
}

const answered =
  (line: (i: number) => string, within = (lines: string) => design + lines) =>
  (lines: number) =>
    answer(within(Array.from({ length: lines }, (_, i) => line(i)).join("\n")));

const kinds: Readonly<Record<string, (lines: number) => void>> = {
  "a good file": answered((i) => `claim "c${i}" accuracy(test)[e2e] > ${i}%`),
  layers: answered(
    () => "relu",
    (lines) => design.replace("flatten;", `flatten\n${lines}\n`),
  ),
  arms: answered((i) => (i % 3 === 0 ? `train a${i} with per-layer {` : i % 3 === 1 ? "epochs 3" : "}")),
  variables: answered((i) => `let a${i} = ${i === 0 ? "1" : `a${i - 1} + 1`}`),
  mistakes: answered(() => "measure accuracy every 2 foo"),
  "mistakes in one block": answered(
    () => "batch 1 2",
    (lines) => `train * {\n${lines}\n}`,
  ),
  "mistakes in one list": answered(
    () => "1 2,",
    (lines) => `let a = [${lines}]`,
  ),
  "open brackets": answered(() => "train a with b([{"),
  "closed brackets": answered(() => "let a = ]})"),
  "one expression": answered(
    () => "1 +",
    (lines) => `${design}let a = ${lines}\n1`,
  ),
  "each looks at all before it": (lines) => {
    let looks = 0;
    for (let line = 0; line < lines; line++) for (let look = 0; look < line; look++) looks++;
    if (looks === 0) throw new Error("nothing was looked at");
  },
};

function growth(act: (lines: number) => void): number {
  // One-time work at the first text is not counted.
  act(100);
  const [few = 0, some = 0, many = 0] = [500, 1000, 2000].map((lines) => countWork(() => act(lines)));
  return (many - some) / (some - few);
}

console.log(JSON.stringify(Object.fromEntries(Object.entries(kinds).map(([kind, act]) => [kind, growth(act)]))));
