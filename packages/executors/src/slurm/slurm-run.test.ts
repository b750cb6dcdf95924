import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { optionsOf, type CellStatus } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeCell, fakeContext, type FakeContext } from "../test/fake-context.ts";
import { standInSlurm, type StandInSlurm } from "../test/stand-in-slurm.ts";
import { arrayIndices } from "./slurm-commands.ts";
import { slurm } from "./slurm.ts";

let directory: string;
let cluster: StandInSlurm;
/** What the cells' folders say. */
let told: Map<string, CellStatus>;
let sessions: number;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "infoplane-"));
  await mkdir(join(directory, "bin"));
  cluster = await standInSlurm(join(directory, "bin"));
  vi.stubEnv("PATH", `${join(directory, "bin")}:${process.env["PATH"] ?? ""}`);
  told = new Map();
  sessions = 0;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

const done: CellStatus = { state: "done", at: { epoch: 3, step: 0 }, seconds: 1 };
const saved: CellStatus = { state: "interrupted", at: { epoch: 1, step: 7 } };
const context = (): FakeContext =>
  fakeContext({
    directory,
    observe: ({ hash }) => Promise.resolve({ status: told.get(hash) ?? { state: "waiting" }, sessions, events: [] }),
  });
const notes = ({ events }: FakeContext): string[] =>
  events.flatMap((event) => (event.kind === "note" ? [event.message] : []));

const executorOf = (one: FakeContext, options: object) =>
  slurm.create(optionsOf(slurm, { poll: 0.05, "grace-period": 2, ...options }), one);
async function execute(one: FakeContext, hashes: string[], options: object = {}): Promise<(CellStatus | undefined)[]> {
  const statuses = await (await executorOf(one, options)).execute(hashes.map(fakeCell));
  return hashes.map((hash) => statuses.get(hash));
}
const queued = (tasks: number): Promise<void> =>
  vi.waitFor(async () => expect(await cluster.queue()).toHaveLength(tasks), { timeout: 10_000 });

/** All cells start and end with this status; their jobs leave the queue. */
async function end(status: CellStatus, hashes: readonly string[]): Promise<void> {
  for (const hash of hashes) told.set(hash, status);
  sessions++;
  await cluster.change(() => undefined);
}

describe("slurm", () => {
  it("submits cells once and takes their end from what they wrote", async () => {
    const one = context();
    const ended = execute(one, ["a", "b"]);
    await queued(2);
    await end(done, ["a", "b"]);
    expect(await ended).toEqual([done, done]);
    expect(await cluster.submitted()).toEqual([
      expect.stringMatching(/^--parsable --job-name=\S+ --array=0-1 .*job\.sh$/),
    ]);
  });

  it("numbers its folders on from its own, whatever else is there", async () => {
    await mkdir(join(directory, "slurm/7"), { recursive: true });
    await mkdir(join(directory, `slurm/${2 ** 53}`));
    await execute(context(), ["a"], { detach: true });
    expect(await cluster.queue()).toEqual([expect.stringMatching(/slurm\/8$/)]);
  });

  it("resubmits once what ended without a result", async () => {
    const one = context();
    const ended = execute(one, ["a"]);
    await queued(1);
    await cluster.change(() => undefined);
    await queued(1);
    await end(done, ["a"]);
    expect(await ended).toEqual([done]);
    expect(await cluster.submitted()).toHaveLength(2);
  });

  it("does not resubmit what another process cancels, although Slurm calls the job failed", async () => {
    const one = context();
    const ended = execute(one, ["a"]);
    await queued(1);
    await cluster.change((line) => line.replace("PENDING", "RUNNING"));
    const cancelled = (await executorOf(context(), {})).cancel?.();
    await vi.waitFor(async () => expect(await cluster.cancelled()).toBe("--batch --signal=TERM 1_0\n"), 20_000);
    await end(saved, ["a"]);
    await cancelled;
    expect(await ended).toEqual([saved]);
    expect(await cluster.submitted()).toHaveLength(1);
  });

  it("resubmits a cell that saved its state because its job was preempted or took too long", async () => {
    const one = context();
    const ended = execute(one, ["a"]);
    await queued(1);
    await cluster.endsAs("TIMEOUT");
    await end(saved, ["a"]);
    await queued(1);
    await end(done, ["a"]);
    expect(await ended).toEqual([done]);
  });

  it("ends its jobs at the signal, even if the queue does not respond for a moment", async () => {
    const one = context();
    const ended = execute(one, ["a"], { patience: 60 });
    await queued(1);
    await cluster.refuse("squeue", "slurm_load_jobs error: Unable to contact slurm controller");
    one.controller.abort();
    void cluster.asked("squeue", 2).then(() => cluster.refuse("squeue", undefined));
    expect(await ended).toEqual([{ state: "interrupted", at: { epoch: 0, step: 0 } }]);
    expect(await cluster.queue()).toEqual([]);
  });

  it("says what may be left in the queue if that never responds, and ends as interrupted", async () => {
    const one = context();
    const ended = execute(one, ["a", "b"]);
    await queued(2);
    await cluster.refuse("squeue", "slurm_load_jobs error: Unable to contact slurm controller");
    one.controller.abort();
    expect((await ended).map((status) => status?.state)).toEqual(["interrupted", "interrupted"]);
    expect(notes(one).at(-1)).toMatch(/^job 1 could not be ended and may still be in the queue.*run cancel/);
  });

  it("ends within seconds at the signal, even if squeue hangs", { timeout: 60_000 }, async () => {
    const one = context();
    const ended = execute(one, ["a"], { "grace-period": 1 });
    await queued(1);
    await cluster.hang("squeue", "before");
    await pause(500);
    one.controller.abort();
    const begun = performance.now();
    expect((await ended)[0]?.state).toBe("interrupted");
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(notes(one).at(-1)).toMatch(/^job 1 could not be ended.*squeue gave no answer in \d+ s/);
  });

  it("ends at once at a signal while squeue hangs, if nothing was submitted", async () => {
    await cluster.hang("squeue", "before");
    const one = context();
    const ended = execute(one, ["a"]);
    setTimeout(() => one.controller.abort(), 500);
    expect(await ended).toEqual([{ state: "waiting" }]);
    expect(notes(one)).toEqual([]);
  });

  it("ends the job of an sbatch that hangs at the signal", { timeout: 60_000 }, async () => {
    await cluster.hang("sbatch", "after");
    const one = context();
    const ended = execute(one, ["a", "b"], { array: 1, detach: true });
    await queued(1);
    one.controller.abort();
    await ended;
    expect(await cluster.cancelled()).toBe("1_0\n");
    expect(await cluster.submitted()).toHaveLength(1);
  });

  it.each([
    ["hangs", () => cluster.hang("sbatch", "after")],
    ["fails", () => cluster.failAfterwards("sbatch", "Socket timed out on send/recv operation")],
  ])("follows a job whose number is not known as sbatch %s", { timeout: 60_000 }, async (_, lose) => {
    const one = context();
    await lose();
    const ended = execute(one, ["a"], { "grace-period": 1 });
    await queued(1);
    await vi.waitFor(() => expect(notes(one).join()).toContain("job 1 was submitted"), { timeout: 20_000 });
    await end(done, ["a"]);
    expect(await ended).toEqual([done]);
  });

  describe.each(["squeue", "scontrol"] as const)("while %s does not answer", (command) => {
    it("says so once, and takes the end of a cell from what it writes", async () => {
      const one = context();
      const ended = execute(one, ["a", "b"], { "grace-period": 0.5 });
      await queued(2);
      await cluster.hide();
      await cluster.refuse(command, "Unable to contact slurm controller");
      await vi.waitFor(() => expect(notes(one)).toHaveLength(2), { timeout: 10_000 });
      expect(notes(one)[1]).toMatch(/^Slurm has not said .*Unable to contact slurm controller\); job 1 may be/);
      await cluster.asked("squeue", 3);
      told.set("a", done);
      sessions++;
      await vi.waitFor(() => expect(one.events.at(-1)).toMatchObject({ kind: "end", cell: "a" }), { timeout: 10_000 });
      await end(done, ["b"]);
      expect(await ended).toEqual([done, done]);
      expect(notes(one)).toHaveLength(2);
    });
  });

  it("leaves the jobs alone at the signal if it only follows", async () => {
    await execute(context(), ["a", "b"], { detach: true });
    const one = context();
    const ended = execute(one, ["a", "b"], { submit: false });
    await cluster.asked("squeue", 2);
    one.controller.abort();
    expect(await ended).toEqual([{ state: "waiting" }, { state: "waiting" }]);
    expect(await cluster.queue()).toHaveLength(2);
    expect(await cluster.cancelled()).toBe("");
  });

  it("fails the cell that can't be resubmitted, and follows the others", async () => {
    const one = context();
    const ended = execute(one, ["a", "b"]);
    await queued(2);
    await cluster.refuse("sbatch", "Job violates accounting/QOS policy");
    await cluster.change((line) => (line.startsWith("1|0|") ? undefined : line));
    await vi.waitFor(() => expect(one.events.some(({ kind }) => kind === "end")).toBe(true), { timeout: 10_000 });
    await end(done, ["b"]);
    const [a, b] = await ended;
    expect(a).toMatchObject({ state: "failed", code: "executors/slurm-refused" });
    expect((a as { message: string }).message).toContain("QOS policy");
    expect(b).toEqual(done);
  });

  it("fails the cells that can't be submitted, and follows the others", async () => {
    await cluster.takes(1);
    const one = context();
    const ended = execute(one, ["a", "b"], { array: 1 });
    await vi.waitFor(() => expect(one.events.some(({ kind }) => kind === "end")).toBe(true), { timeout: 10_000 });
    await end(done, ["a"]);
    const [a, b] = await ended;
    expect(a).toEqual(done);
    expect(b).toMatchObject({ state: "failed", message: expect.stringContaining("QOS policy") as string });
  });

  it("throws if nothing at all can be submitted", async () => {
    await cluster.takes(0);
    const one = context();
    await expect(execute(one, ["a", "b"], { array: 1 })).rejects.toThrow("QOS policy");
    expect(one.events).toEqual([]);
  });

  it("starts an array when the previous ones have ended, if cells at a time are limited", async () => {
    await execute(context(), ["a", "b", "c"], { detach: true, array: 1, workers: 2 });
    const after = async (): Promise<(string | undefined)[]> =>
      (await cluster.submitted()).map((line) => /--dependency=(\S+)/.exec(line)?.[1]);
    expect(await after()).toEqual([undefined, "afterany:1", "afterany:2"]);
    await execute(context(), ["a", "b", "c", "d"], { detach: true, workers: 2 });
    expect((await after()).at(-1)).toBe("afterany:1:2:3");
  });

  describe("in a shell with variables that change Slurm's output", () => {
    it("passes none of them on, and says which a job does not get", async () => {
      vi.stubEnv("SQUEUE_STATES", "PENDING");
      vi.stubEnv("SLURM_JOB_ID", "7");
      vi.stubEnv("SBATCH_TIMELIMIT", "1");
      vi.stubEnv("SLURM_CONF", "/etc/slurm/slurm.conf");
      const one = context();
      await execute(one, ["a"], { detach: true, time: "4:00:00" });
      expect(await cluster.variables()).toBe("SLURM_BITSTR_LEN=0\nSLURM_CONF=/etc/slurm/slurm.conf\n");
      expect(await cluster.submitted()).toEqual([expect.stringContaining("--time=4:00:00")]);
      expect(notes(one).join()).toContain("the environment variable SBATCH_TIMELIMIT is not used");
    });
  });

  describe("when squeue does not list a live job", () => {
    it("keeps following it, and resubmits nothing", async () => {
      const one = context();
      const ended = execute(one, ["a"]);
      await queued(1);
      await cluster.hide();
      await cluster.asked("squeue", 5);
      await end(done, ["a"]);
      expect(await ended).toEqual([done]);
      expect(await cluster.submitted()).toHaveLength(1);
    });

    it("keeps following it if scontrol can't say whether it is over", async () => {
      const one = context();
      const ended = execute(one, ["a"]);
      await queued(1);
      await cluster.refuse("scontrol", "bash: line 1: scontrol: command not found");
      await cluster.hide();
      await cluster.asked("scontrol", 3);
      await end(done, ["a"]);
      expect(await ended).toEqual([done]);
      expect(await cluster.submitted()).toHaveLength(1);
    });

    it("joins it, even if the run's folder has been renamed", async () => {
      await execute(context(), ["a"], { detach: true });
      await cluster.change((line) => line.replace(/[^|]*$/, "/moved/away"));
      await cluster.hide();
      const one = context();
      await execute(one, ["a"], { detach: true });
      expect(notes(one).join()).toContain("already in the queue");
      expect(await cluster.submitted()).toHaveLength(1);
    });

    it.each([true, false])(
      "does not take an earlier failure for that of the joined job, submit: %s",
      async (submit) => {
        told.set("a", { state: "failed", at: { epoch: 1, step: 0 }, code: "x", message: "old" });
        sessions = 1;
        await execute(context(), ["a"], { detach: true });
        await cluster.hide();
        const ended = execute(context(), ["a"], { submit });
        await cluster.asked("scontrol", 3);
        await end(done, ["a"]);
        expect(await ended).toEqual([done]);
        expect(await cluster.submitted()).toHaveLength(1);
      },
    );

    it.each([true, false])(
      "joins it, even if squeue lists other tasks of its array, numbered %s",
      async (isNumbered) => {
        await execute(context(), ["a", "b"], { detach: true });
        if (!isNumbered) await rm(join(directory, "slurm/1/job"));
        await cluster.hide((line) => (line.startsWith("1|1|") ? line : undefined));
        const one = context();
        await execute(one, ["a", "b"], { detach: true });
        expect(notes(one).join()).toContain("2 cells are already in the queue");
        expect(await cluster.submitted()).toHaveLength(1);
      },
    );

    it("cancels it", async () => {
      await execute(context(), ["a"], { detach: true });
      await cluster.hide();
      expect(await (await executorOf(context(), {})).cancel?.()).toBe(1);
      expect(await cluster.cancelled()).toBe("1_0\n");
    });
  });

  it("takes the result of a joined job that had just written it", async () => {
    await execute(context(), ["a"], { detach: true });
    await cluster.change((line) => line.replace("PENDING", "COMPLETING"));
    await cluster.endsAs("COMPLETED");
    told.set("a", done);
    const ended = execute(context(), ["a"]);
    await cluster.asked("squeue", 2);
    await cluster.change(() => undefined);
    expect(await ended).toEqual([done]);
    expect(await cluster.submitted()).toHaveLength(1);
  });

  it("takes the state of a cell's own task from the controller, not that of another of its array", async () => {
    const one = context();
    const ended = execute(one, ["a", "b"]);
    await queued(2);
    await cluster.hide((line) => line.replace("1|0|PENDING", "1|0|COMPLETED").replace("1|1|PENDING", "1|1|RUNNING"));
    told.set("a", done);
    sessions++;
    await cluster.asked("scontrol", 2);
    await end(done, ["b"]);
    expect(await ended).toEqual([done, done]);
    expect(await cluster.submitted()).toHaveLength(1);
  });

  const me = `UserId=me(${process.getuid?.() ?? ""})`;
  describe.each([
    [
      "another user's array",
      `JobId=1 ArrayJobId=1 ArrayTaskId=0 UserId=bob(123456) JobState=RUNNING WorkDir=/home/bob`,
    ],
    ["an array from another folder", `JobId=1 ArrayJobId=1 ArrayTaskId=0 ${me} JobState=RUNNING WorkDir=/ StdErr=x`],
    ["a task of another array", `JobId=1 ArrayJobId=7 ArrayTaskId=0 ${me} JobState=RUNNING WorkDir=/gone`],
    ["no array", `JobId=1 JobName=x ${me} JobState=RUNNING WorkDir=/gone`],
  ])("when its job's number now names %s", (_, shown) => {
    beforeEach(async () => {
      await execute(context(), ["a"], { detach: true });
      await cluster.change(() => undefined);
      await cluster.answer("scontrol", shown);
    });

    it("submits the cell again", async () => {
      const one = context();
      await execute(one, ["a"], { detach: true });
      expect(notes(one).join()).not.toContain("already in the queue");
      expect(await cluster.submitted()).toHaveLength(2);
    });

    it("does not cancel it", async () => {
      expect(await (await executorOf(context(), {})).cancel?.()).toBe(0);
      expect(await cluster.cancelled()).toBe("");
    });
  });

  it("says which tasks Slurm keeps although they were cancelled", async () => {
    await execute(context(), ["a"], { detach: true });
    await cluster.ignoreCancels();
    const cancelling = (await executorOf(context(), { "grace-period": 0.5 })).cancel?.();
    await expect(cancelling).rejects.toThrow("Slurm says that it is not over yet: 1_0 (PENDING)");
  });

  it.each([
    ["2-5%2", [2, 3, 4, 5]],
    ["7", [7]],
    ["1,3-5", [1, 3, 4, 5]],
    ["0-8:4", [0, 4, 8]],
    ["N/A", []],
  ])("reads the tasks %s", (expression, indices) => {
    expect(arrayIndices(expression)).toEqual(indices);
  });
});
