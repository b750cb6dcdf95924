import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliHere, root, temporaryFolder } from "./support/cli.ts";
import { runContents } from "./support/run-contents.ts";

const source = readFileSync(join(root, "experiments/quick.exp"), "utf8")
  .replace("html, vega-lite, table", "table")
  .replace("train: 128, test: 96", "train: 48, test: 48")
  .replace(/measure nhsic.*\n/, "");

const once = mkdtempSync(join(tmpdir(), "infoplane-test-"));
beforeAll(async () => {
  const file = join(once, "quick.exp");
  writeFileSync(file, source);
  const args = ["--out", once, "--seeds", "1", "--engine", "js", "--executor", "in-process"];
  expect((await cliHere(["run", file, ...args])).code).toBe(0);
});
afterAll(() => rmSync(once, { recursive: true }));

/** A copy of a run of two cells of two epochs, and the folder of the first one's checkpoints. */
function trained(): { readonly run: string; readonly checkpoints: string; readonly cell: string } {
  const run = join(temporaryFolder(), "quick");
  cpSync(join(once, "quick"), run, { recursive: true });
  const [cell] = (JSON.parse(readFileSync(join(run, "plan.json"), "utf8")) as { cells: { hash: string }[] }).cells;
  return { run, cell: cell!.hash, checkpoints: join(run, "cells", cell!.hash, "checkpoints") };
}

describe("a network that is not that of the last epoch", () => {
  it.each([
    ["truncated", (file: string) => truncateSync(file, 1000), /2\.safetensors can't be read/, 4],
    [
      "changed",
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 9]! ^= 1;
        writeFileSync(file, bytes);
      },
      /2\.safetensors can't be read/,
      4,
    ],
    ["missing", (file: string) => rmSync(file), /the network after epoch 1 of 2$/m, 1],
  ])("is exported only if that is allowed, and reported: the last is %s", async (_, harm, reason, exitCode) => {
    const { run, checkpoints } = trained();
    harm(join(checkpoints, "2.safetensors"));
    const refused = await cliHere(["export", run]);
    expect([refused.code, existsSync(join(run, "export"))]).toEqual([exitCode, false]);
    expect(refused.stderr).toContain("runtime/not-the-last e2e, seed 1: the network after epoch 1 of 2");
    expect(refused.stderr).toMatch(reason);
    expect(refused.stderr).not.toContain("per-layer");

    const older = await cliHere(["export", run, "--allow-older"]);
    expect([older.code, older.stderr]).toEqual([
      0,
      expect.stringMatching(/^e2e, seed 1: the network after epoch 1 of 2/m),
    ]);
    const epochOf = (name: string) =>
      (JSON.parse(readFileSync(join(run, "export", name), "utf8")) as { userDefinedMetadata: { epoch: number } })
        .userDefinedMetadata.epoch;
    expect(["e2e-seed1.model.json", "per-layer-seed1.model.json"].map(epochOf)).toEqual([1, 2]);

    for (const name of readdirSync(checkpoints)) rmSync(join(checkpoints, name));
    const none = await cliHere(["export", run, "--allow-older"]);
    expect([none.code, none.stderr]).toEqual([
      1,
      expect.stringContaining("left out: e2e, seed 1 has no readable checkpoint"),
    ]);
  });

  it.each([
    ["a link to itself", (place: string) => symlinkSync(place, place)],
    ["a file", (place: string) => writeFileSync(place, "")],
  ])("is damage if %s is in the place of the checkpoints", async (_, put) => {
    const { run, checkpoints } = trained();
    rmSync(checkpoints, { recursive: true });
    put(checkpoints);
    const refused = await cliHere(["export", run]);
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining(`cannot read ${checkpoints}`)]);
    const allowed = await cliHere(["export", run, "--allow-older"]);
    expect([allowed.code, readdirSync(join(run, "export")).some((name) => name.startsWith("per-layer"))]).toEqual([
      1,
      true,
    ]);
    for (const hash of readdirSync(join(run, "cells")))
      rmSync(join(run, "cells", hash, "checkpoints"), { recursive: true });
    put(checkpoints);
    expect((await cliHere(["export", run, "--allow-older"])).code).toBe(4);
  });

  it("is exported although the records can't be read, which is said with what was written", async () => {
    const { run, cell } = trained();
    const records = join(run, "cells", cell, "records.jsonl");
    rmSync(records);
    mkdirSync(records);
    const { code, stderr } = await cliHere(["export", run]);
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/export: 2 cells in .*\nnot of what is exported: cannot read /),
    ]);
    expect(stderr).toContain(records);
    expect(existsSync(join(run, "export"))).toBe(true);
  });

  it("is not trained further by `measure`, which keeps what there is", async () => {
    const { run, cell, checkpoints } = trained();
    truncateSync(join(checkpoints, "2.safetensors"), 1000);
    const before = runContents(run);
    const records = () => readFileSync(join(run, "cells", cell, "records.jsonl"), "utf8");
    const rows = records();
    const { code, stderr } = await cliHere(["measure", run, "--with", "weight-norm", "--engine", "js"]);
    expect([code, stderr.includes("steps/s")]).toEqual([1, false]);
    expect(stderr).toContain("2.safetensors");
    expect(stderr).toMatch(/failed: .* can't resume from the end of epoch 2/);
    expect(records()).toBe(rows);
    expect(Object.keys(runContents(run))).toEqual(Object.keys(before));
    const { state } = JSON.parse(readFileSync(join(run, "cells", cell, "status.json"), "utf8")) as { state: string };
    expect(state).toBe("done");
  });
});
