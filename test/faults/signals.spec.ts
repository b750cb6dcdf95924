import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { quote } from "@infoplane/executors";
import { root, temporaryFolder } from "../support/cli.ts";

const node = ["--import", "tsx", "run.ts"];
const one = ["--only", "e2e", "--seeds", "1", "--engine", "wasm"];
const train = (out: string, epochs: number, executor = "in-process"): string[] => [
  ...[process.execPath, ...node, "run", "test/samples/small.exp", "--out", out, ...one],
  ...["--executor", executor, "--set", `train.*.epochs=${epochs}`],
];
const command = (words: readonly string[]): string => words.map(quote).join(" ");
const hasEpochs = (out: string): boolean =>
  spawnSync("grep", ["-rqs", '"kind":"epoch"', join(out, "small/cells")]).status === 0;

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (isSo()) return;
    await setTimeout(100);
  }
  throw new Error(`in vain: ${what}`);
}

/** A job as a shell starts it, in its own process group: signals go to all of its processes. */
function job(script: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn("sh", ["-c", script], { cwd: root, env: { ...process.env, ...env }, detached: true });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  child.stdout.resume();
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as unknown,
    stderr,
  }));
  const tell = (name: NodeJS.Signals): boolean => process.kill(-(child.pid ?? 0), name);
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) tell("SIGKILL");
  });
  return { tell, ended };
}

describe("a terminal that is closed", () => {
  it("ends a training with its state saved and exit code 130, not with an abort", async () => {
    const out = temporaryFolder();
    const said = join(out, "code");
    // Like a shell, this one forwards the SIGHUP; it survives to report how the training ended.
    const shell = `trap 'kill -HUP $p' HUP; ${command(train(out, 200))} & p=$!; wait $p; wait $p; echo $? > ${quote(said)}`;
    const terminal = spawn("script", ["-qc", shell, "/dev/null"], { cwd: root, stdio: ["pipe", "ignore", "ignore"] });
    await until("an epoch is done", () => hasEpochs(out));
    terminal.kill("SIGKILL");
    await until("it has ended", () => existsSync(said));
    expect(readFileSync(said, "utf8").trim()).toBe("130");
  });

  it.each(["in-process", "local"])("does not end what nohup started: %s", async (executor) => {
    const out = temporaryFolder();
    // The variable that bash sets for its child processes; nohup ignores SIGHUP, which Node undoes.
    const { tell, ended } = job(`exec nohup ${command(train(out, 6, executor))}`, { _: "/usr/bin/nohup" });
    await until("an epoch is done", () => hasEpochs(out));
    tell("SIGHUP");
    const { code, stderr } = await ended;
    expect(stderr).toContain("1 trained");
    expect(code).toBe(0);
  });

  it("does not end what was started by a shell that ignores it", async () => {
    const out = temporaryFolder();
    const { tell, ended } = job(`trap '' HUP; ${command(train(out, 6, "local"))}; exit $?`);
    await until("an epoch is done", () => hasEpochs(out));
    tell("SIGHUP");
    expect((await ended).code).toBe(0);
  });

  it("ends what was started normally, with its state saved", async () => {
    const out = temporaryFolder();
    const { tell, ended } = job(`exec ${command(train(out, 200, "local"))}`, { _: "/bin/sh" });
    await until("an epoch is done", () => hasEpochs(out));
    tell("SIGHUP");
    const { code, stderr } = await ended;
    expect(stderr).toContain("to continue later");
    expect(code).toBe(130);
  });
});

it("a full disk under its output does not end a training", async () => {
  const out = temporaryFolder();
  const { code } = await job(`exec ${command(train(out, 2))} > /dev/full 2> /dev/full`).ended;
  expect(code).toBe(0);
  expect(existsSync(join(out, "small/report"))).toBe(true);
});
