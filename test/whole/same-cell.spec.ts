import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CellStart } from "@infoplane/core";
import { readRun, RunStore } from "@infoplane/core";
import { describe, expect, it, vi } from "vitest";
import { cli, root, temporaryFolder } from "../support/cli.ts";
import { runContents } from "../support/run-contents.ts";

/** quick.exp with one epoch, few samples and no figures: the test is about how cells are started. */
function shortened(reporters = "table"): string {
  const file = join(temporaryFolder(), "quick.exp");
  const text = readFileSync(join(root, "experiments/quick.exp"), "utf8")
    .replace("train: 128, test: 96", "train: 64, test: 48")
    .replace("probe(train, 96)", "probe(train, 48)")
    .replace("epochs 2", "epochs 1")
    .replace("html, vega-lite, table", reporters);
  writeFileSync(file, text);
  return file;
}
const native = ["--engine", "native-cpu"];

// One test makes several runs.
vi.setConfig({ testTimeout: 300_000 });

async function run(file: string, out: string, ...args: readonly string[]): Promise<string> {
  const { code, stderr } = await cli(["run", file, "--out", out, ...native, ...args]);
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return stderr;
}

/** Compares byte for byte the cells that both hold. */
function expectSame(some: string, all: string, cells: number): void {
  const [part, whole] = [some, all].map((folder) => runContents(join(folder, "quick")));
  expect(Object.keys(part ?? {})).toHaveLength(2 * cells);
  expect(whole).toMatchObject(part ?? {});
}

describe("a cell", () => {
  it("has the same records and weights, bit for bit, however it is started", async () => {
    const [quick, whole] = [shortened(), temporaryFolder()];
    await run(quick, whole);
    for (const [args, cells] of [
      [["--only", "per-layer", "--seeds", "2", "--workers", "1"], 1],
      [["--only", "e2e", "--executor", "in-process"], 2],
    ] as const) {
      const out = temporaryFolder();
      await run(quick, out, ...args);
      expectSame(out, whole, cells);
    }
  });

  it("is a different cell with another number of threads, and resumes with its own", async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    const quick = shortened();
    const single = ["--only", "e2e", "--seeds", "1", "--executor", "in-process"];
    await run(quick, one, ...single);
    await run(quick, two, ...single, "--threads", "2");
    const [first, second] = await Promise.all([one, two].map((out) => readRun(join(out, "quick"))));
    expect(first?.cells[0]?.hash).not.toBe(second?.cells[0]?.hash);
    expect(first?.manifest.engines?.map(({ engine }) => engine.threads)).toEqual([1]);
    expect(second?.manifest.engines).toMatchObject([{ engine: { threads: 2 }, cells: [second?.cells[0]?.hash] }]);

    // The variable that libtensorflow reads does not matter, and need not be set again.
    const again = await cli(["run", quick, "--out", two, ...native, ...single], { TF_NUM_INTRAOP_THREADS: "1" });
    expect(again.stderr).toContain("threads       2 per cell, as the cells of");
    expect(again.stderr).toContain("1 finished before");

    // The same for a measure taken later.
    const later = await cli(["measure", join(two, "quick"), "--with", "effective-rank", "--on", "probe(train, 48)"]);
    expect(later.code).toBe(0);
    const log = await new RunStore(join(two, "quick")).cell(second?.cells[0]?.hash ?? "").readLog();
    const starts = log.filter((line): line is CellStart => line.kind === "start");
    expect(starts.map(({ threads }) => threads)).toEqual([2, 2]);
  });

  it("of another engine is reported, in the terminal and in the report, cell by cell", async () => {
    const [quick, out] = [shortened("html"), temporaryFolder()];
    const said = await run(quick, out, "--seeds", "1", "--only", "e2e");
    expect(said).not.toContain("different engines");
    const { code, stderr } = await cli(["run", quick, "--out", out, "--seeds", "1", "--engine", "wasm"]);
    expect(code).toBe(0);
    const told = /cells were computed on different engines: .*native-cpu .*\(e2e seed 1\)/;
    expect(stderr).toMatch(told);
    expect(stderr).toMatch(/wasm .*\(per-layer seed 1\)/);
    const page = readFileSync(join(out, "quick", "report", "index.html"), "utf8");
    expect(page).toMatch(told);
    expect(page.match(/Engine of 1 of 2 cells/g)).toHaveLength(2);
    const { engines } = await new RunStore(join(out, "quick")).readManifest();
    expect(engines?.map(({ engine, cells }) => [engine.name, cells.length])).toEqual(
      expect.arrayContaining([
        ["native-cpu", 1],
        ["wasm", 1],
      ]),
    );
    expect(existsSync(join(out, "quick", "earlier"))).toBe(false);
  });
});
