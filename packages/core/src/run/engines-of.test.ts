import { readFile, rm, writeFile } from "node:fs/promises";
import type { CellSpec, EngineInfo } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LogLine } from "../store/cell-store.ts";
import { openRunStore, type RunStore } from "../store/run-store.ts";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { engineKey, enginesOf, mixedEngines } from "./engines-of.ts";

let temp: TempDirectory;
let run: RunStore;
beforeEach(async () => {
  temp = await tempDirectory();
  run = await openRunStore(temp.path, { lock: true });
});
afterEach(async () => {
  await run.close();
  await temp.remove();
});

const info = (name: "wasm" | "js", changes: Partial<EngineInfo> = {}): EngineInfo => {
  return { name, library: "4.22", device: "A, 2 cores, AVX2", threads: 1, reason: "asked for", ...changes };
};
const start = (engine: EngineInfo, epoch: number, anew = false): LogLine => {
  return { kind: "start", at: { epoch, step: 0 }, info: engine, ...(anew && { anew }) };
};

/** Names of the engines of a cell with this log. */
async function engines(...log: readonly LogLine[]): Promise<string[]> {
  const cell = { hash: "a".repeat(16), arm: "e2e", seed: 1 } as CellSpec;
  const store = run.cell(cell.hash);
  const lock = await store.lock();
  for (const line of log) await store.log(line);
  await lock.release();
  return (await enginesOf([cell, cell], run)).map(({ engine }) => engine.name);
}

describe("enginesOf", () => {
  it("names both if a cell was resumed or measured on another one", async () => {
    const [wasm, js] = [info("wasm"), info("js")];
    expect(await engines(start(wasm, 0, true), { kind: "epoch" }, start(js, 1), { kind: "epoch" })).toEqual([
      "wasm",
      "js",
    ]);
  });

  it("leaves out a session of which nothing is left", async () => {
    const [wasm, js] = [info("wasm"), info("js")];
    expect(await engines(start(wasm, 0, true), { kind: "epoch" }, start(js, 0, true), { kind: "epoch" })).toEqual([
      "js",
    ]);
    expect(await engines(start(wasm, 1), start(js, 1), { kind: "epoch" })).toEqual(["js"]);
  });

  it("counts a session that saved within an epoch", async () => {
    const log = [start(info("wasm"), 0, true), { ...start(info("js"), 0), at: { epoch: 0, step: 3 } }];
    expect(await engines(...log)).toEqual(["wasm", "js"]);
  });

  describe("where the log is not what was written", () => {
    const cell = { hash: "a".repeat(16) } as CellSpec;
    const known = [{ engine: info("wasm"), cells: [cell.hash] }];
    const namesKnown = async () => (await enginesOf([cell], run, known)).map(({ engine }) => engine.name);

    it("believes the manifest, and no line that was changed", async () => {
      expect(await engines(start(info("wasm"), 0, true), { kind: "epoch" })).toEqual(["wasm"]);
      const { logFile } = run.cell(cell.hash);
      await writeFile(logFile, (await readFile(logFile, "utf8")).replace("4.22", "4.12"));
      expect(await enginesOf([cell], run)).toEqual([]);
      expect(await enginesOf([cell], run, known)).toEqual(known);
      await run.cell(cell.hash).log([start(info("js"), 1), { kind: "epoch" }]);
      expect(await namesKnown()).toEqual(["wasm", "js"]);
      await run.cell(cell.hash).log(start(info("js"), 0, true));
      expect(await namesKnown()).toEqual(["js"]);
    });

    it("believes the manifest if the log is gone", async () => {
      await engines(start(info("js"), 0, true), { kind: "epoch" });
      expect(await namesKnown()).toEqual(["js"]);
      await rm(run.cell(cell.hash).logFile);
      expect(await namesKnown()).toEqual(["wasm"]);
    });
  });
});

describe("engineKey", () => {
  it("distinguishes versions, processor kinds and threads, but not numbers of cores", () => {
    const key = engineKey(info("wasm"));
    expect(engineKey(info("wasm", { device: "A, 64 cores, AVX2", reason: "the fastest" }))).toBe(key);
    for (const other of [
      { library: "4.23" },
      { device: "B, 2 cores, AVX2" },
      { device: "A, 2 cores, AVX512" },
      { threads: 2 },
    ])
      expect(engineKey(info("wasm", other))).not.toBe(key);
  });
});

describe("mixedEngines", () => {
  it("says which cells ran on which", () => {
    const cells = [
      { hash: "a", arm: "e2e", seed: 1 },
      { hash: "b", arm: "e2e", seed: 2 },
    ];
    const one = { engine: info("wasm"), cells: ["a", "b"] };
    expect(mixedEngines([one], cells)).toBeUndefined();
    const { message } = mixedEngines([one, { engine: info("js", { threads: 2 }), cells: ["b"] }], cells)!;
    expect(message).toContain("wasm 4.22 on A, 2 cores, AVX2, 1 thread (e2e seed 1, e2e seed 2); js 4.22");
    expect(message).toContain("2 threads (e2e seed 2)");
  });
});
