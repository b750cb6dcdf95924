import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOf, type RunRecord } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { builtInRegistry, openRun } from "@infoplane/runtime";
import { program } from "../commands.ts";
import { readingOf } from "../reading-of.ts";

/**
 * One report of a run that is trained in this process and whose records are then repeated, epoch after epoch with a
 * little noise, up to the requested number. Usage: tsx bench/own/report.ts <reporter> <records>
 */
const [name = "html", count = "200000"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "infoplane-bench-"));
const file = join(folder, "report.exp");
writeFileSync(
  file,
  `experiment report
seeds 1..3
dataset textures(train: 300, test: 100) { batch 100 }
architecture mlp([16, 16, 16, 16, 16, 16, 16])
train * { epochs 1 }
train e2e with e2e
train per-layer with per-layer
train blocks-2 with per-block(2)
measure accuracy, loss, nhsic(X, Z), nhsic(Y, Z) every 1 epoch on probe(train, 64)
report table
`,
);
const { file: command, args } = program("run", file, "--out", folder);
execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
const registry = builtInRegistry();
const small = await openRun(join(folder, "report"), { registry });
rmSync(folder, { recursive: true });

const last = small.records.filter(({ epoch }) => epoch === 1);
const epochs = Math.ceil(Number(count) / last.length);
const { normal } = new Streams(1).stream("noise");
const noisy = (value: number | null): number | null => (value === null ? null : value * (1 + 0.05 * normal()));
const records = Array.from({ length: epochs }, (_, epoch) =>
  last.map((row): RunRecord => ({ ...row, epoch, step: 3 * epoch, value: noisy(row.value) })),
).flat();
const run = { ...small, records };
const plugin = registry.find("reporter", name);
if (!plugin) throw new Error(`no reporter ${name}`);
const begun = performance.now();
let bytes = 0;
for await (const { content } of plugin.create(optionsOf(plugin, {})).render(run)) bytes += Buffer.byteLength(content);
const took = performance.now() - begun;
console.log(JSON.stringify(readingOf([took], { records: records.length, "files MB": bytes / 1e6 })));
