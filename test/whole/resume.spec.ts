import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "@infoplane/files";
import { describe, expect, it } from "vitest";
import { cli, cliHere, root, startCli, temporaryFolder, whenSaid } from "../support/cli.ts";
import { runContents } from "../support/run-contents.ts";

const small = "test/samples/small.exp";

describe("an interrupted run", () => {
  it("resumes after SIGKILL and ends with the same records and weights", async () => {
    const [whole, killed] = [temporaryFolder(), temporaryFolder()];
    const args = ["--only", "per-layer", "--seeds", "1"];
    expect((await cliHere(["run", small, "--out", whole, "--executor", "in-process", ...args])).code).toBe(0);
    const { child, ended } = startCli(["run", small, "--out", killed, ...args]);
    await whenSaid(child, "epoch 2/4");
    child.kill("SIGKILL");
    expect((await ended).signal).toBe("SIGKILL");
    const rest = await cli(["run", small, "--out", killed, ...args]);
    expect(rest.code).toBe(0);
    expect(rest.stderr).not.toContain("epoch 1/4");
    expect(runContents(join(killed, "small"))).toEqual(runContents(join(whole, "small")));
  });

  it("saves at SIGINT within the epoch, says how to continue, and ends with the same bits", async () => {
    const [whole, stopped] = [temporaryFolder(), temporaryFolder()];
    const args = ["--only", "e2e", "--seeds", "2"];
    expect((await cliHere(["run", small, "--out", whole, "--executor", "in-process", ...args])).code).toBe(0);
    const { child, ended } = startCli(["run", small, "--out", stopped, ...args]);
    await whenSaid(child, "epoch 1/4");
    child.kill("SIGINT");
    const end = await ended;
    expect(end.code).toBe(130);
    expect(end.stderr).toContain(`npx tsx run run ${small} --out ${stopped} --only e2e --seeds 2`);
    expect((await cli(["run", small, "--out", stopped, ...args])).code).toBe(0);
    expect(runContents(join(stopped, "small"))).toEqual(runContents(join(whole, "small")));
  });

  it("ends at SIGINT while it waits for data, as interrupted", async () => {
    const [folder, cache, none] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const source = readFileSync(join(root, small), "utf8").replace("textures(", "mnist(");
    writeFileSync(join(folder, "waits.exp"), source);
    // As if another process were filling the cache.
    mkdirSync(join(cache, "data"));
    await acquireLock(join(cache, "data", "mnist.lock"));
    const env = { INFOPLANE_CACHE_DIR: cache, INFOPLANE_DATA_DIR: none };
    const { child, ended } = startCli(["run", join(folder, "waits.exp"), "--out", folder, "--engine", "js"], env);
    await whenSaid(child, "waiting for another process");
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect([code, stderr.includes("this is a bug")]).toEqual([130, false]);
    expect(stderr).toContain("to continue later: npx tsx run run");
  });
});
