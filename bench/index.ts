import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { language } from "./cases/language.ts";
import { cache } from "./cases/cache.ts";
import { memory } from "./cases/memory.ts";
import { nhsic } from "./cases/nhsic.ts";
import { pipeline } from "./cases/pipeline.ts";
import { report } from "./cases/report.ts";
import { scale } from "./cases/scale.ts";
import { startUp } from "./cases/start-up.ts";
import { step } from "./cases/step.ts";
import type { Suite } from "./case.ts";
import { type CaseResult, summarise } from "./summarise.ts";
import { speedNote, table } from "./table.ts";
import { takeTurns } from "./take-turns.ts";

/**
 * Measures, prints a table per suite and writes bench/results/<date>.json, with what was chosen if not all was
 * requested. Ours and the peers take turns, each reading in its own process. Suites of many minutes run only if named.
 * --match takes the cases whose names contain a text; --rounds replaces the number of rounds of every case.
 * Usage: npm run bench -- [--peer <python with torch>] [--only step,memory,scale,cache] [--match lenet5] [--rounds 3]
 */
const suites: readonly Suite[] = [step, memory, nhsic, pipeline, startUp, language, report, scale, cache];

const { values } = parseArgs({
  options: {
    peer: { type: "string", default: process.env["PEER_PYTHON"] ?? "" },
    only: { type: "string" },
    match: { type: "string", default: "" },
    rounds: { type: "string" },
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
const chosen = [...(wanted ?? []), ...values.match.split(" ")].filter(Boolean);
const file = join(folder, `${[date.slice(0, 10), ...chosen].join("-")}.json`);
const results: CaseResult[] = [];
for (const suite of suites.filter(({ name, long }) => wanted?.includes(name) ?? !long)) {
  const own: CaseResult[] = [];
  for (const item of suite.cases(python).filter(({ name }) => name.includes(values.match))) {
    process.stderr.write(`${item.suite}: ${item.name}\n`);
    own.push(...summarise(item, await takeTurns(item, Number(values.rounds ?? item.rounds ?? 3))));
  }
  if (own.length === 0) continue;
  console.log(`\n## ${suite.name}\n\n${table(own)}`);
  const note = speedNote(own);
  if (note !== undefined) console.log(`\n${note}`);
  results.push(...own);
  // After each suite, so that results are kept if a later one is interrupted.
  writeFileSync(file, `${JSON.stringify({ date, machine, command: process.argv.slice(2), results }, null, 2)}\n`);
}
console.log(`\nwritten to ${file}`);
