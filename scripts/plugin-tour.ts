import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { formatPercent } from "@infoplane/contracts";
import { checkExperiment, openRun, runExperiment } from "@infoplane/runtime";
import { stops, smallNet, type Stop } from "./plugin-tour/stops.ts";

/**
 * Runs every plugin once on real data, small, and writes docs/plugins.md: reference, test and one number of each. Takes
 * minutes; finished runs are not run again. Usage: npm run plugin-tour -- [--data-dir <folder>] [--only nhsic,vit]
 */
const { values } = parseArgs({
  options: { "data-dir": { type: "string" }, out: { type: "string", default: "runs/tour" }, only: { type: "string" } },
});
const root = join(import.meta.dirname, "..");
const only = values.only?.split(",");
const rows: string[] = [];
mkdirSync(values.out, { recursive: true });
const wanted = stops.filter(({ name }) => only?.includes(name) ?? true);
// Checks all of them before the first one runs.
for (const stop of wanted) {
  const file = join(values.out, `${nameOf(stop)}.exp`);
  writeFileSync(file, experimentOf(nameOf(stop), stop));
  await checkExperiment(file);
}
for (const stop of wanted) {
  const test = `[${stop.test.split("/").at(-1)}](../packages/${stop.test}.test.ts)`;
  const row = (number: string): string =>
    `| ${[stop.kind, `\`${stop.name}\``, stop.reference, test, number].join(" | ")} |`;
  if (stop.without !== undefined) {
    rows.push(row(stop.without));
    continue;
  }
  const name = nameOf(stop);
  const file = join(values.out, `${name}.exp`);
  const dataDir = values["data-dir"];
  const { summary } = await runExperiment(file, {
    out: values.out,
    executor: "in-process",
    ...(dataDir !== undefined && { dataDir }),
  });
  const [failure] = summary.failed;
  if (failure) throw new Error(`${name} failed: ${failure.status.message}`);
  rows.push(row(await numberOf(name, stop)));
  console.log(rows.at(-1));
}
if (!only) writeFileSync(join(root, "docs", "plugins.md"), page(rows));

function nameOf({ kind, name }: Stop): string {
  return `${kind}-${name.replace(/[^a-z0-9]+/g, "-").replace(/-$/, "")}`;
}

function experimentOf(name: string, stop: Stop): string {
  const {
    dataset = "cifar10(train: 2000, test: 1000)",
    augment,
    architecture = smallNet(),
    settings = "optimizer adam(rate: 2e-3)",
    trainer = stop.kind === "trainer" ? stop.name : "e2e",
    measure,
  } = stop;
  return `experiment ${name}

seeds 1..1
dataset ${dataset} { batch 50${augment === undefined ? "" : `; augment ${augment}`} }
architecture ${architecture}
train * { ${settings}; epochs 3 }
train arm with ${trainer}
measure accuracy at end
${measure === undefined ? "" : `measure ${measure}${measure.includes(" every ") ? "" : " at end"}\n`}report table
`;
}

/** The last value: of the whole network or, without one, of the last block, corrected for chance where possible. */
async function numberOf(name: string, { name: plugin, measure, quantity: called, compute }: Stop): Promise<string> {
  const { records } = await openRun(join(values.out, name));
  if (compute) {
    const value = compute(records);
    if (typeof value !== "number") throw new Error(`${name}: ${value.missing}`);
    return `${plugin} ${Number(value.toPrecision(3))}`;
  }
  const wanted = called ?? measure?.replace(/ on .*/, "") ?? "accuracy";
  const plain = wanted.replace(/\(samples.*/, "");
  const found = records.filter(({ quantity, split }) => quantity.startsWith(plain) && split !== "train");
  const last = found.findLast(({ block }) => block === undefined) ?? found.at(-1);
  if (!last || last.value === null) throw new Error(`${name} has no ${plain}`);
  const corrected = last["corrected"];
  const isShare = /^(accuracy|linear-probe|knn-probe)/.test(plain);
  const shown = isShare ? formatPercent(last.value, 1) : Number(last.value.toPrecision(3));
  return `${plain} ${shown}${typeof corrected === "number" ? ` (corrected ${Number(corrected.toPrecision(2))})` : ""}`;
}

function page(lines: readonly string[]): string {
  return `# Every plugin, its reference, its test, and one number on real data

Made by \`npm run plugin-tour -- --data-dir <folder>\` on two cores with the native CPU engine: 2,000 training
and 1,000 test images of CIFAR-10 (Fashion-MNIST for \`mlp\`, \`lenet5\` and the rules that are published on such networks),
three small convolutional blocks where nothing else is said, networks at an eighth of their width, three epochs, one seed.
The numbers show that each one works; they say nothing about which is better: [results.md](results.md) has comparisons.
Accuracy is on the test images; measures are of the last block. A plugin with several forms has a row for each.

| kind | plugin | reference | test | number |
| ---- | ------ | --------- | ---- | ------ |
${lines.join("\n")}
`;
}
