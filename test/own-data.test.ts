import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { cli, cliHere, root, temporaryFolder } from "./support/cli.ts";

const short = ["--only", "e2e", "--set", "train.*.epochs=1", "--threads", "1"];

describe("the user's own data", () => {
  it.each([
    ["own-arrays", { name: "npz", train: 96, test: 48, labelNoise: { share: 0.25, wrong: 24 } }],
    ["own-images", { name: "image-folder", train: 28, test: 12 }],
  ])("%s is found next to the experiment, also by a cell's own process", async (name, dataset) => {
    const out = temporaryFolder();
    const { code, stderr } = await cli(["run", `test/samples/own-data/${name}.exp`, "--out", out, ...short]);
    expect(stderr).toContain("1 trained");
    expect(code).toBe(0);
    const manifest = JSON.parse(readFileSync(join(out, name, "manifest.json"), "utf8")) as Manifest;
    expect(manifest.dataset).toMatchObject(dataset);
  });

  it("is refused if it has changed since the run began", async () => {
    const folder = temporaryFolder();
    cpSync(join(root, "test/samples/own-data"), folder, { recursive: true });
    const begun = await cliHere(["run", join(folder, "own-images.exp"), "--out", folder, ...short]);
    expect(begun.code).toBe(0);
    rmSync(join(folder, "patterns/ramp/14.png"));
    const later = await cliHere(["measure", join(folder, "own-images"), "--with", "weight-norm"]);
    expect(later.stderr).toContain("the data that this process finds for image-folder are not what the run began with");
    expect(later.code).toBe(3);
  });

  it.each([
    ["--data-dir", (data: string) => [["--data-dir", data], {}] as const],
    ["INFOPLANE_DATA_DIR", (data: string) => [[], { INFOPLANE_DATA_DIR: data }] as const],
  ])("is found again by `measure` if %s named its folder", async (_, naming) => {
    const [data, folder] = [temporaryFolder(), temporaryFolder()];
    const samples = join(root, "test/samples/own-data");
    cpSync(join(samples, "patterns.npz"), join(data, "patterns.npz"));
    cpSync(join(samples, "own-arrays.exp"), join(folder, "own-arrays.exp"));
    const [flags, env] = naming(data);
    const begun = await cli(["run", join(folder, "own-arrays.exp"), "--out", folder, ...short, ...flags], env);
    expect([begun.code, begun.code === 0 ? "" : begun.stderr]).toEqual([0, ""]);
    const run = join(folder, "own-arrays");
    const manifest = JSON.parse(readFileSync(join(run, "manifest.json"), "utf8")) as Manifest;
    expect(manifest.dataDir).toBe(data);
    expect(manifest.program?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(manifest.git).toBeUndefined();
    const later = await cliHere(["measure", run, "--with", "weight-norm"]);
    expect([later.code, later.code === 0 ? "" : later.stderr]).toEqual([0, ""]);
  });

  it("explains the groups of blocks with their cost", async () => {
    const { code, stdout } = await cliHere(["explain", "test/samples/vit.exp"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /blocks-2 +per-block\(groups: 2,.*\); 2 groups of blocks with one loss each\n +2 epochs, .*\n +embed to block\d +\d+% /,
    );
  });
});
