import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { finalRows } from "@infoplane/reporters";
import { openRun } from "@infoplane/runtime";
import { collectionPage, type Section } from "./collection-page.ts";

/**
 * Runs every experiment of experiments/paper under one profile and writes one page with all answers, which links to the
 * full reports. Finished cells are not run again. Usage: npm run paper:small [-- --data-dir <folder>]
 */
const { values } = parseArgs({
  options: {
    profile: { type: "string", default: "small" },
    "data-dir": { type: "string" },
    out: { type: "string", default: "runs" },
  },
});
const root = join(import.meta.dirname, "..");
const folder = join(root, "experiments", "paper");
const out = join(values.out, `paper-${values.profile}`);
const sections: Section[] = [];
let failed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".exp"))) {
  const begun = performance.now();
  console.log(`\n${file}`);
  const data = values["data-dir"] === undefined ? [] : ["--data-dir", values["data-dir"]];
  const args = ["--import", "tsx", join(root, "run.ts"), join(folder, file), "--profile", values.profile, "--out", out];
  const { status, signal } = spawnSync(process.execPath, [...args, ...data], { stdio: "inherit", cwd: root });
  if (signal || status === 130) process.exit(130);
  if (status !== 0) {
    failed++;
    continue;
  }
  sections.push(await section(file, (performance.now() - begun) / 1000));
}
mkdirSync(out, { recursive: true });
const page = join(out, "index.html");
writeFileSync(page, collectionPage(`Infoplane: the paper's comparisons, profile ${values.profile}`, sections));
console.log(`\n${sections.length} experiments, ${failed} failed; all answers: ${relative(process.cwd(), page)}`);
process.exitCode = failed === 0 ? 0 : 1;

async function section(file: string, seconds: number): Promise<Section> {
  const name = `paper-${basename(file, ".exp")}`;
  const view = await openRun(join(out, name));
  const { experiment, manifest, verdicts } = view;
  return {
    title: experiment.title ?? experiment.name,
    file: `experiments/paper/${file}`,
    report: `${name}/report/index.html`,
    seconds,
    seeds: experiment.seeds.length,
    standIn: manifest.standIn && `${manifest.standIn.used} in place of ${manifest.standIn.wanted}`,
    rows: finalRows(view),
    verdicts: verdicts.map(({ claim, outcome, reason }) => ({ text: claim.text, outcome, reason })),
  };
}
