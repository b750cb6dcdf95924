/**
 * `npm run scale [-- cells records [folder]]`: creates a run with that many cells and records per cell on disk, through
 * the real plan, scheduler and store, then lists and reports it. Prints wall time and peak memory of each phase, each
 * in its own process. The folder (a temporary one by default) is removed. 100 million records take about 16 GB.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/root.ts";
import { phases } from "./phases.ts";
import { recordsPerEpoch } from "./scale-experiment.ts";

interface Told {
  readonly found: string;
  readonly seconds: number;
  /** Largest resident size of the process, in bytes. */
  readonly peak: number;
}

const [first = "1000", second = "1000", third] = process.argv.slice(2);
if (first === "phase") await onePhase();
else await allPhases(Number(first), Number(second), third);

async function onePhase(): Promise<void> {
  const [name = "", out = "", cells = "", records = ""] = process.argv.slice(3);
  const begun = performance.now();
  const found = (await phases[name]?.({ out, cells: Number(cells), records: Number(records) })) ?? "no such phase";
  const seconds = (performance.now() - begun) / 1000;
  // maxRSS is in KiB.
  process.send?.({ found, seconds, peak: process.resourceUsage().maxRSS * 1024 } satisfies Told);
}

async function allPhases(cells: number, records: number, folder: string | undefined): Promise<void> {
  const out = folder ?? mkdtempSync(join(tmpdir(), "infoplane-scale-"));
  mkdirSync(out, { recursive: true });
  const rows = cells * (Math.ceil(records / recordsPerEpoch) + 1) * recordsPerEpoch;
  console.log(`${cells} cells, about ${rows.toLocaleString("en")} records\n`);
  console.log(`| phase | wall time, s | peak memory, MB | found |\n| --- | --- | --- | --- |`);
  try {
    for (const name of Object.keys(phases)) {
      const { found, seconds, peak } = await inOwnProcess(name, [out, String(cells), String(records)]);
      console.log(`| ${name} | ${seconds.toFixed(1)} | ${(peak / 1e6).toFixed(0)} | ${found} |`);
    }
    console.log(`\non disk: ${(recordBytes(join(out, "scale", "cells")) / 1e9).toFixed(2)} GB of records`);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function inOwnProcess(name: string, args: readonly string[]): Promise<Told> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, join(root, "test/scale/scale.ts"), "phase", name, ...args],
    {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  return new Promise((resolve, reject) => {
    child.once("message", (told) => resolve(told as Told));
    child.once("close", (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

function recordBytes(cells: string): number {
  return readdirSync(cells).reduce((sum, hash) => sum + statSync(join(cells, hash, "records.jsonl")).size, 0);
}
