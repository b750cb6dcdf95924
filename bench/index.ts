import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { language } from "./cases/language.ts";
import { cache } from "./cases/cache.ts";
import { nhsic } from "./cases/nhsic.ts";
import { pipeline } from "./cases/pipeline.ts";
import { report } from "./cases/report.ts";
import { scale } from "./cases/scale.ts";
import { startUp } from "./cases/start-up.ts";
import { step } from "./cases/step.ts";
import type { Suite } from "./case.ts";
import { runCase, type CaseResult } from "./run-case.ts";
import { otherFigures, table } from "./table.ts";

/**
 * Measures, prints a table per suite and writes bench/results/<date>.json, with the suites' names if not all were
 * requested. Ours and the peers take turns, each reading in its own process. Suites of many minutes run only if named.
 * Usage: npm run bench -- [--peer <python with torch>] [--only step,nhsic,scale,cache] [--rounds 3]
 */
const suites: readonly Suite[] = [step, nhsic, pipeline, startUp, language, report, scale, cache];

const { values } = parseArgs({
  options: {
    peer: { type: "string", default: process.env["PEER_PYTHON"] ?? "" },
    only: { type: "string" },
    rounds: { type: "string", default: "3" },
  },
});
const wanted = values.only?.split(",");
const unknown = wanted?.filter((name) => !suites.some((suite) => suite.name === name)) ?? [];
if (unknown.length > 0) {
  throw new Error(`no suite is called ${unknown.join(", ")}: there are ${suites.map(({ name }) => name).join(", ")}`);
}
const python = values.peer === "" ? undefined : values.peer;
const date = new Date().toISOString();
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem(), node: process.version };
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
const file = join(folder, `${[date.slice(0, 10), ...(wanted ?? [])].join("-")}.json`);
const results: CaseResult[] = [];
for (const suite of suites.filter(({ name, long }) => wanted?.includes(name) ?? !long)) {
  const own: CaseResult[] = [];
  for (const item of suite.cases(python)) {
    process.stderr.write(`${item.suite}: ${item.name}\n`);
    own.push(await runCase(item, Number(values.rounds)));
  }
  console.log(`\n## ${suite.name}\n\n${table(own)}`);
  const others = otherFigures(own);
  if (others) console.log(`\n${others}`);
  results.push(...own);
  // After each suite, so that results are kept if a later one is interrupted.
  writeFileSync(file, `${JSON.stringify({ date, machine, command: process.argv.slice(2), results }, null, 2)}\n`);
}
console.log(`\nwritten to ${file}`);
