/**
 * `npm run damage [-- files seed]`: damages the files of a finished run, one at a time, in every way that is known, and lets
 * `report`, `compare`, `export` and `run` read what is left. Each has to show exactly what was measured, or to name the file
 * and end with exit code 4. The same seed damages the same places.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Streams } from "@infoplane/engine";
import { cliHere } from "../support/cli-here.ts";
import { root } from "../support/root.ts";
import { damageRun, harms, storedFiles } from "./damage-run.ts";

const count = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const folder = mkdtempSync(join(tmpdir(), "infoplane-damage-"));
const source = readFileSync(join(root, "experiments/quick.exp"), "utf8")
  .replace("html, vega-lite, table", "table")
  .replace("train: 128, test: 96", "train: 96, test: 48");
const file = join(folder, "quick.exp");
writeFileSync(file, source);
const runArgs = ["run", file, "--seeds", "1", "--engine", "js", "--executor", "in-process", "--out"];
const begun = await cliHere([...runArgs, join(folder, "sound")]);
if (begun.code !== 0) throw new Error(begun.stderr);
const sound = join(folder, "sound/quick");

const { uniform: random } = new Streams(seed).stream("damage");
const files = storedFiles(sound);
const records = files.filter((name) => name.endsWith("records.jsonl"));
const place = join(folder, "damaged/quick");
const readers = {
  others: [
    ["report", place],
    ["compare", place, sound, "--out", join(folder, "compared")],
    ["export", place, "--out", join(folder, "exported")],
  ],
  run: [...runArgs, join(folder, "damaged")],
};
const counts = new Map<string, number>();
let wrong = 0;
let done = 0;
for (let turn = 0; done < count; turn++) {
  // Records most of all: they are what a run is for.
  const pool = random() < 0.5 ? records : files;
  const name = pool[Math.floor(random() * pool.length)] ?? "";
  const harm = harms[turn % harms.length];
  const kind = name.split("/").at(-1) ?? "";
  // The same file of the other cell.
  const twins = files.filter((one) => one !== name && one.endsWith(`/${kind}`));
  const other = readFileSync(join(sound, twins[0] ?? name));
  const content = harm?.to(readFileSync(join(sound, name)), random, other);
  if (!harm || !content) continue;
  done++;
  const { outcome, faults } = await damageRun(sound, place, name, content, readers);
  for (const fault of faults) {
    wrong++;
    console.log(`WRONG, ${name}, ${harm.name}: ${fault}`);
  }
  const row = `${kind.endsWith(".safetensors") ? "a checkpoint" : kind}: ${outcome}`;
  counts.set(row, (counts.get(row) ?? 0) + 1);
  if (done % 20 === 0) console.log(`${done} of ${count}`);
}
console.log(`${done} damaged files, ${wrong} wrong answers`);
for (const [row, number] of [...counts].sort()) console.log(`  ${row}: ${number}`);
if (wrong === 0) rmSync(folder, { recursive: true, force: true });
process.exitCode = wrong === 0 ? 0 : 1;
