import { expect, it } from "vitest";
import { spawnSync } from "node:child_process";
import { openSync, closeSync, statSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@infoplane/contracts/test";
import { cli, root, startCli, temporaryFolder } from "./support/cli.ts";

/**
 * tsx's loader takes 2 ms or more per module on Node 20, so their number dominates the time of `check`. It loads 256:
 * the command line, the language, and a file or two for each plugin. What a plugin works with is imported in its
 * `create`. A few new plugins fit; raise this only for declarations.
 */
const mostModules = 256;

it("check loads declarations: no tensor library, nothing that draws, no data reader, no learning rule", async () => {
  const { code, stderr } = await cli(["check", "experiments/cifar.exp"], { NODE_DEBUG: "esm" });
  expect(code).toBe(0);
  const loaded = new Set(stderr.match(/file:\/\/[^'"\s?]+/g));
  expect([...loaded].some((url) => url.endsWith("packages/dsl/src/check/check.ts"))).toBe(true);
  const heavy = /node_modules\/(@tensorflow|vega|d3-|sharp|tar-stream|yauzl|csv-stringify|execa)/;
  expect([...loaded].filter((url) => heavy.test(url))).toEqual([]);
  expect(loaded.size).toBeLessThanOrEqual(mostModules);
});

it("exits cleanly when the reader of its output has gone", async () => {
  const { child, ended } = startCli(["plugins"]);
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

const isLinux = process.platform === "linux";

it.each([["explain", "experiments/quick.exp", "--step", "plan"], ["plugins"], ["--help"]])(
  "does not pass for a success if the disk under its output is full: %s",
  needs("Linux", isLinux),
  (...args) => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = startedOn(full, args);
    closeSync(full);
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^error cli\/output-lost .*ENOSPC.*\n {2}hint: .*\n$/)]);
  },
);

it("tells of an output of which only a part had room", needs("Linux", isLinux), () => {
  const file = join(temporaryFolder(), "plan.json");
  const command = [process.execPath, "--import", import.meta.resolve("tsx"), "run.ts", "explain"].join(" ");
  const limited = `ulimit -f 2; ${command} experiments/quick.exp --step plan > ${file}`;
  const { status, stderr } = spawnSync("bash", ["-c", limited], { cwd: root, encoding: "utf8" });
  expect([status, stderr.split(" ")[1], statSync(file).size]).toEqual([3, "cli/output-lost", 2048]);
});

function startedOn(stdout: number, args: readonly string[]) {
  return spawnSync(process.execPath, ["--import", import.meta.resolve("tsx"), "run.ts", ...args], {
    cwd: root,
    stdio: ["ignore", stdout, "pipe"],
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
}
