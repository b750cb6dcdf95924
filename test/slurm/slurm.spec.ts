import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli, root, startCli, temporaryFolder, whenSaid } from "../support/cli.ts";
import { runContents } from "../support/run-contents.ts";

/** A cluster of one node, with the real sbatch, slurmctld and slurmd: `npm run test:slurm`. */
const cluster = join(root, "test/slurm/cluster");
const folder = mkdtempSync(join(tmpdir(), "infoplane-slurm-"));
const env = { SLURM_CONF: join(folder, "slurm.conf") };
const small = "test/samples/small.exp";
const lasting = (epochs: number): string[] => [
  ...["--engine", "native-cpu", "--threads", "1"],
  ...["--set", `train.*.epochs=${epochs}`],
];
const common = lasting(3);
const slurm = (more = ""): string[] => ["--executor", `slurm(test, time: "1:00:00", workers: 3, poll: 0.5${more})`];

const call = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { env: { ...process.env, ...env }, encoding: "utf8" });
const queue = (format = "%i"): string[] =>
  call("squeue", "--noheader", "--array", `--format=${format}`).trim().split("\n").filter(Boolean);

/** Tasks at work for so many seconds: for the first one Slurm tells a job nothing, and tries again when it is over. */
const running = (seconds: number): string[] =>
  queue("%i %T %M").flatMap((line) => {
    const [task = "", state, time = ""] = line.split(" ");
    return state === "RUNNING" && (time.length > 4 || Number(time.slice(-2)) >= seconds) ? [task] : [];
  });

/** False when Slurm says "try again later", as it does of a job that is about to begin or to end. */
function tryCall(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { env: { ...process.env, ...env } }).status === 0;
}
const callUntilHeard = (command: string, ...args: string[]): Promise<void> =>
  until(`${command} ${args.join(" ")}`, () => tryCall(command, ...args));

const ofProcess = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
};

/** The processes of a task's script, and of what it started. */
function processesOf(task: string): { readonly script: string[]; readonly children: string[] } {
  const { stdout } = spawnSync("squeue", ["--noheader", `--jobs=${task}`, "--format=%A"], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  const job = stdout.trim().padStart(5, "0");
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const script = processes.filter((pid) =>
    ofProcess(pid, "cmdline").includes(join(folder, `spool/job${job}/slurm_script`)),
  );
  const parent = (pid: string): string => /^PPid:\s+(\d+)/m.exec(ofProcess(pid, "status"))?.[1] ?? "";
  return { script, children: processes.filter((pid) => script.includes(parent(pid))) };
}

/** Ends all processes of a task at once, as a machine that breaks does. */
function killJob(task: string): void {
  const { script, children } = processesOf(task);
  expect(children).not.toEqual([]);
  for (const pid of [...script, ...children]) process.kill(Number(pid), "SIGKILL");
}

/** Tasks at work whose training has begun and is not half done: what ends them has something to go on from. */
function amidTraining(run: string, epochs: number): string[] {
  const of = (kind: string, cell: string): number => logged(run, kind).filter((line) => line.startsWith(cell)).length;
  return running(0).filter((task) => {
    const words = processesOf(task).children.flatMap((pid) => ofProcess(pid, "cmdline").split("\0"));
    const cell = words.find((word) => /^[0-9a-f]{16}$/.test(word));
    return cell !== undefined && of("begun", cell) > 0 && of("epoch", cell) < epochs / 2;
  });
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`in vain: ${what}`);
}

/** Log lines of all cells of a run, of one kind. */
function logged(run: string, kind: string): string[] {
  const cells = join(run, "cells");
  if (!existsSync(cells)) return [];
  return readdirSync(cells).flatMap((cell) => {
    const file = join(cells, cell, "log.jsonl");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    return lines.filter((line) => line.includes(`"kind":"${kind}"`)).map((line) => `${cell} ${line}`);
  });
}

const cellsThat = (run: string, kind: string): ReadonlySet<string> =>
  new Set(logged(run, kind).map((line) => line.slice(0, line.indexOf(" "))));

beforeAll(() => {
  const { status, stderr } = spawnSync(cluster, ["start", folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`no cluster: ${stderr}`);
});
afterAll(() => {
  spawnSync(cluster, ["stop", folder]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
});

describe("an experiment on a Slurm cluster", () => {
  it("runs four cells; one job is killed, one put back, one told of its time limit: the records are those of a local run", async () => {
    const [near, far] = [temporaryFolder(), temporaryFolder()];
    // Some seconds each: time to look at a cell before it ends.
    const epochs = 100;
    const four = ["--only", "e2e", "--only", "per-layer", "--seeds", "1..2", ...lasting(epochs)];
    expect((await cli(["run", small, "--out", near, ...four])).code).toBe(0);

    const run = join(far, "small");
    const { ended } = startCli(["run", small, "--out", far, ...slurm(), ...four], env);
    // Each of three cells has an epoch behind it: lines of one cell alone say nothing of the others.
    let first = "";
    let second = "";
    await until("three cells are at work, two amid their training", () => {
      if (cellsThat(run, "epoch").size < 3) return false;
      [first = "", second = ""] = amidTraining(run, epochs);
      return second !== "";
    });
    // The whole job, script and all: nothing in it can tell.
    killJob(first);
    // What preemption does.
    await callUntilHeard("scontrol", "requeue", second);
    // What comes before a time limit.
    await until("another cell is at work, and told", () => {
      const task = running(2).find((name) => name !== first && name !== second);
      return task !== undefined && tryCall("scancel", "--batch", "--signal=USR1", task);
    });

    const { code, stderr } = await ended;
    expect(stderr).toContain("was submitted: 4 cells");
    expect(stderr).toMatch(/ended without a result \(\w+\): this cell is submitted again/);
    expect(stderr).toContain("4 trained");
    expect(code).toBe(0);
    expect(runContents(run)).toEqual(runContents(join(near, "small")));
    // Killed, put back and told: each began again.
    expect(logged(run, "begun").length).toBeGreaterThanOrEqual(7);
    expect(queue()).toEqual([]);
  }, 600_000);

  it("is submitted and left, refuses nothing twice, is attached to, and ends with a report", async () => {
    const out = temporaryFolder();
    const args = ["run", small, "--out", out, "--only", "e2e", "--seeds", "1..2", ...common];
    // Nothing begins before the second one has asked.
    call("scontrol", "update", "PartitionName=test", "State=DOWN");
    const left = await cli([...args, ...slurm(), "--detach"], env);
    expect(left.stderr).toContain("npx tsx run attach");
    expect(left.code).toBe(0);
    expect(queue().length).toBeGreaterThan(0);
    const again = await cli([...args, ...slurm(), "--detach"], env);
    expect(again.stderr).toContain("already in the queue");
    expect(again.stderr).not.toContain("was submitted");
    const looking = startCli(["attach", join(out, "small")], env);
    await whenSaid(looking.child, "already in the queue");
    looking.child.kill("SIGINT");
    const looked = await looking.ended;
    expect(looked.stderr).toContain("the jobs continue; to follow again: npx tsx run attach");
    expect(looked.code).toBe(130);
    expect(queue().length).toBeGreaterThan(0);
    call("scontrol", "update", "PartitionName=test", "State=UP");
    const attached = await cli(["attach", join(out, "small")], env);
    expect(attached.code).toBe(0);
    expect(attached.stdout).toMatch(/e2e\s+│ \d+\.\d\d/);
    expect(readdirSync(join(out, "small/report"))).not.toEqual([]);
    const status = await cli(["status", join(out, "small")]);
    expect(status.stdout).toMatch(/e2e\s+2\s+0\s+0\s+0\s+0/);
  }, 300_000);

  it("saves the state of its cells when it is cancelled or interrupted, leaves the queue, and goes on with the same bits", async () => {
    const [near, far] = [temporaryFolder(), temporaryFolder()];
    const args = ["--only", "per-layer", "--seeds", "1", ...lasting(150)];
    expect((await cli(["run", small, "--out", near, ...args])).code).toBe(0);
    const run = join(far, "small");
    expect((await cli(["run", small, "--out", far, ...slurm(), "--detach", ...args], env)).code).toBe(0);
    await until("an epoch is done", () => logged(run, "epoch").length > 0);
    const follower = startCli(["run", small, "--out", far, ...slurm(), ...args], env);
    await whenSaid(follower.child, "already in the queue");
    expect((await cli(["cancel", run], env)).code).toBe(0);
    const followed = await follower.ended;
    expect(followed.stderr).not.toMatch(/was submitted|is submitted again/);
    expect(followed.code).toBe(130);
    expect(queue()).toEqual([]);
    expect(logged(run, "ran").at(-1)).toContain('"state":"interrupted"');

    const { child, ended } = startCli(["run", small, "--out", far, ...slurm(), ...args], env);
    await until("it goes on", () => logged(run, "begun").length > 1);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(queue()).toEqual([]);

    expect((await cli(["run", small, "--out", far, ...slurm(), ...args], env)).code).toBe(0);
    expect(runContents(run)).toEqual(runContents(join(near, "small")));
  }, 300_000);

  it("submits, follows and cancels the same jobs whatever the shell's variables say", async () => {
    const out = temporaryFolder();
    const run = join(out, "small");
    const shell = {
      ...env,
      SQUEUE_STATES: "PENDING",
      SQUEUE_PARTITION: "nowhere",
      SQUEUE_FORMAT: "%i",
      SBATCH_TIMELIMIT: "1",
      SBATCH_ARRAY_INX: "0-7",
      SBATCH_PARTITION: "nowhere",
      SCANCEL_STATE: "PENDING",
      SLURM_CLUSTERS: "nowhere",
    };
    const args = [
      "run",
      small,
      "--out",
      out,
      ...slurm(),
      "--detach",
      "--only",
      "per-layer",
      "--seeds",
      "1",
      ...lasting(2000),
    ];
    const left = await cli(args, shell);
    expect(left.stderr).toContain("SBATCH_ARRAY_INX, SBATCH_PARTITION, SBATCH_TIMELIMIT, SLURM_CLUSTERS are not used");
    expect(left.code).toBe(0);
    await until("it is at work", () => logged(run, "epoch").length > 0);
    expect(queue("%K %l")).toEqual(["0 1:00:00"]);
    const again = await cli(args, shell);
    expect(again.stderr).toContain("1 cell is already in the queue");
    expect((await cli(["cancel", run], shell)).code).toBe(0);
    expect(queue()).toEqual([]);
    expect(logged(run, "ran").at(-1)).toContain('"state":"interrupted"');
  }, 300_000);

  it("runs no more cells at a time than it may, in however many arrays", async () => {
    const out = temporaryFolder();
    const few = ["--executor", "slurm(test, workers: 2, array: 2, poll: 0.5)", "--only", "e2e", "--seeds", "1..4"];
    const { ended } = startCli(["run", small, "--out", out, ...few, ...common], env);
    const running = { most: 0, isOver: false };
    void ended.then(() => (running.isOver = true));
    await until("the run is over", () => {
      running.most = Math.max(running.most, queue("%T").filter((state) => state === "RUNNING").length);
      return running.isOver;
    });
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr.match(/was submitted: 2 cells/g)).toHaveLength(2);
    expect(running.most).toBeLessThanOrEqual(2);
  }, 300_000);

  it("prints the script, which sbatch itself accepts, and submits nothing", async () => {
    const out = temporaryFolder();
    const { code, stdout } = await cli(["run", small, "--out", out, ...slurm(', memory: "500M"'), "--dry-run"], env);
    expect(code).toBe(0);
    const tested = spawnSync("sbatch", ["--test-only"], {
      input: stdout,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    expect(tested.stderr).toContain("to start at");
    expect(existsSync(join(out, "small"))).toBe(false);
    expect(queue()).toEqual([]);
  });

  it("says what is wrong when sbatch refuses, and when there is no Slurm", async () => {
    const out = temporaryFolder();
    const refused = await cli(["run", small, "--out", out, "--executor", "slurm(nowhere)", ...common], env);
    expect(refused.stderr).toContain("Invalid partition");
    expect(refused.code).toBe(3);
    const absent = await cli(["run", small, "--out", out, ...slurm(), ...common], { PATH: join(out, "nothing") });
    expect(absent.stderr).toContain("executors/slurm-missing");
    expect(absent.code).toBe(3);
  });
});
