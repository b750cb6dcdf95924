import { builtInRegistry } from "@infoplane/runtime";
import { check, parse } from "@infoplane/dsl";
import { readingOf } from "../reading-of.ts";

/** Usage: tsx bench/own/language.ts <parse|check> <lines> */
const [phase = "parse", lines = "10000"] = process.argv.slice(2);
const head = [
  "experiment long",
  "dataset textures(train: 1000, test: 100) { batch 100 }",
  "architecture vgg11",
  "train * { optimizer adam(rate: 5e-4); epochs 20 }",
  "train e2e with e2e",
  "measure accuracy every 1 epoch",
];
const arms = Array.from({ length: Number(lines) - head.length }, (_, index) => `train arm-${index} with per-layer`);
const source = { file: "long.exp", text: [...head, ...arms, ""].join("\n") };
const registry = builtInRegistry();
const times: number[] = [];
for (let repetition = 0; repetition < 4; repetition++) {
  let begun = performance.now();
  const { ast, diagnostics } = parse(source);
  if (!ast || diagnostics.length > 0) throw new Error(diagnostics[0]?.message ?? "no tree");
  if (phase === "check") {
    begun = performance.now();
    const checked = check(ast, { registry });
    if (!checked.experiment) throw new Error(checked.diagnostics[0]?.message ?? "no experiment");
  }
  times.push(performance.now() - begun);
}
console.log(JSON.stringify(readingOf(times)));
