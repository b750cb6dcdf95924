import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOf, type CellSpec, type CellStatus } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelVariable } from "./cell-channel.ts";
import { local } from "./local.ts";
import { fakeCell, fakeContext, type FakeContext } from "./test/fake-context.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "infoplane-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const done: CellStatus = { state: "done", at: { epoch: 2, step: 0 }, seconds: 3 };
const sendDone = `send({ kind: "end", status: ${JSON.stringify(done)} });`;
const mark = (name: string): string =>
  `require("node:fs").appendFileSync(${JSON.stringify(directory)} + "/" + ${name}, "x");`;

async function execute(context: FakeContext, hashes: string[], options: object = {}): Promise<CellStatus[]> {
  const executor = await local.create(optionsOf(local, options), context);
  const statuses = await executor.execute(hashes.map(fakeCell));
  return hashes.map((hash) => statuses.get(hash)!);
}

describe("local", () => {
  it("runs each cell in its own process and passes its events on in order", async () => {
    const context = fakeContext({
      script: () => `
        send({ kind: "note", message: String(process.pid) });
        for (let step = 0; step < 50; step++) send({ kind: "step", at: { epoch: 0, step }, loss: NaN });
        ${sendDone}`,
    });
    expect(await execute(context, ["a", "b"])).toEqual([done, done]);
    const pids = context.events.flatMap((event) => (event.kind === "note" ? [event.message] : []));
    expect(new Set([...pids, String(process.pid)]).size).toBe(3);
    const steps = context.events.flatMap((event) => (event.kind === "step" ? [event] : []));
    expect(steps.map(({ at }) => at.step)).toEqual([...Array(50).keys(), ...Array(50).keys()]);
    expect(steps[0]?.loss).toBeNaN();
  });

  it("restarts a process that died, once", async () => {
    const context = fakeContext({
      script: () => `
        const again = require("node:fs").existsSync(${JSON.stringify(directory)} + "/" + hash);
        ${mark("hash")}
        if (!again) process.kill(process.pid, "SIGKILL");
        else ${sendDone}`,
    });
    expect(await execute(context, ["a"])).toEqual([done]);
    expect(context.events[0]).toMatchObject({ kind: "note", message: expect.stringContaining("SIGKILL") as string });
  });

  it("says how a process died that died twice, with the end of its output, and runs the others", async () => {
    const context = fakeContext({
      script: ({ hash }) =>
        hash === "b"
          ? `send({ kind: "step", at: { epoch: 1, step: 4 }, loss: 1 });
             process.stderr.write("x".repeat(100_000) + "\\nillegal instruction\\n", () => process.abort());`
          : sendDone,
    });
    const [a, b, c] = await execute(context, ["a", "b", "c"]);
    expect([a, c]).toEqual([done, done]);
    expect(b).toMatchObject({ state: "failed", code: "executors/process-died", at: { epoch: 1, step: 4 } });
    const { message } = b as { message: string };
    expect(message).toContain("SIGABRT");
    expect(message).toContain("illegal instruction");
    expect(message).toContain("the training of epoch 2, after step 4");
    expect(message.length).toBeLessThan(3000);
    expect(context.events.at(-2)).toEqual({ kind: "end", cell: "b", status: b });
  });

  it.each([
    ["an exit code", "process.exitCode = 7;", "exit code 7"],
    ["an exception", "throw new Error('no such module');", "no such module"],
    ["a silent end", "", "exit code 0"],
  ])("fails a cell whose process ends with %s and without a status", async (_, script, reason) => {
    const [status] = await execute(fakeContext({ script: () => script }), ["a"]);
    expect(status).toMatchObject({ state: "failed", code: "executors/process-died" });
    expect((status as { message: string }).message).toContain(reason);
  });

  it("ends a cell in an endless loop, names what it was doing, and runs the others", async () => {
    const context = fakeContext({
      script: ({ hash }) =>
        hash === "a" ? `send({ kind: "doing", what: "metric endless for endless at epoch 1" }); for (;;);` : sendDone,
    });
    const [a, b] = await execute(context, ["a", "b"], { "heartbeat-timeout": 4 });
    expect(b).toEqual(done);
    expect(a).toMatchObject({ state: "failed", code: "executors/silent" });
    expect((a as { message: string }).message).toContain("metric endless for endless at epoch 1");
    // It would only hang again.
    expect(context.events.filter(({ kind }) => kind === "note")).toEqual([]);
  });

  it("names what hangs on a promise that is never fulfilled", async () => {
    const script = (): string => `
      send({ kind: "step", at: { epoch: 2, step: 7 }, loss: 1 });
      setInterval(() => {}, 1000);`;
    const [status] = await execute(fakeContext({ script }), ["a"], { "heartbeat-timeout": 4 });
    expect((status as { message: string }).message).toContain("the training of epoch 3, after step 7");
  });

  it("says how much memory a cell took that ran out of it, and suggests half the batch", async () => {
    const context = {
      ...fakeContext({}),
      cellCommand: ({ hash }: CellSpec) => ({
        file: process.execPath,
        args: [
          "--max-old-space-size=40",
          "-e",
          hash === "a"
            ? "let all = []; for (;;) all.push(Array(1e4).fill(1.5));"
            : `const token = process.env.${channelVariable};
             process.send({ token, event: { kind: 'end', cell: 'b', status: ${JSON.stringify(done)} } })`,
        ],
      }),
    };
    const [a, b] = await execute(context, ["a", "b"]);
    expect(b).toEqual(done);
    expect(a).toMatchObject({ state: "failed", code: "executors/out-of-memory" });
    expect((a as { message: string }).message).toMatch(/was using 0\.\d+ GiB of/);
    expect((a as { hint: string }).hint).toContain("--set dataset.batch=64");
  });

  it("recognises an out-of-memory line, even if a long stack follows", async () => {
    const script = `process.stderr.write("FATAL ERROR: JavaScript heap out of memory\\n" + " at node [/a/b]\\n".repeat(500)); process.abort();`;
    const context = { ...fakeContext({}), cellCommand: () => ({ file: process.execPath, args: ["-e", script] }) };
    const [only] = await execute(context, ["a"]);
    expect(only).toMatchObject({ state: "failed", code: "executors/out-of-memory" });
    expect((only as { message: string }).message).toContain("FATAL ERROR: JavaScript heap out of memory\n...\n");
  });

  it("reports memory that the system refuses", needs("Linux", process.platform === "linux"), async () => {
    // Not filled: address space is refused at once, while the speed of filling pages depends on the machine.
    const script = "const all = []; for (;;) all.push(Buffer.alloc(2 ** 26));";
    const context = {
      ...fakeContext({}),
      cellCommand: () => ({
        file: "/bin/sh",
        args: ["-c", `ulimit -v 4000000; exec "$0" "$@"`, process.execPath, "-e", script],
      }),
    };
    const [status] = await execute(context, ["a"]);
    expect(status).toMatchObject({ state: "failed", code: "executors/out-of-memory" });
  });

  it("fails a cell whose command does not exist", async () => {
    const context = { ...fakeContext({}), cellCommand: () => ({ file: join(directory, "missing"), args: [] }) };
    const [status] = await execute(context, ["a"]);
    expect(status).toMatchObject({ state: "failed", message: expect.stringContaining("ENOENT") as string });
  });

  it("accepts only a cell's own process as the source of its events, and reports once how many others came", async () => {
    const forged = [
      null,
      "end",
      { kind: "end", cell: "a", status: done },
      { token: "guessed", event: { kind: "end", cell: "a", status: done } },
      { kind: "step", at: null },
    ];
    const context = fakeContext({
      script: ({ hash }) => `
        for (const message of ${JSON.stringify(forged)}) process.send(message);
        process.send({ token, event: { kind: "note", cell: "another", message: "forged" } });
        process.send({ token, event: { kind: "end", cell: hash, status: { state: "done" } } });
        ${hash === "a" ? `send({ kind: "end", status: { state: "interrupted", at: { epoch: 1, step: 0 } } });` : sendDone}`,
    });
    expect(await execute(context, ["a", "b"])).toEqual([{ state: "interrupted", at: { epoch: 1, step: 0 } }, done]);
    const notes = context.events.filter(({ kind }) => kind === "note");
    expect(notes).toMatchObject([
      { cell: "a", message: expect.stringContaining("7 messages") as string },
      { cell: "b", message: expect.stringContaining("7 messages") as string },
    ]);
    expect(context.events.map(({ kind }) => kind)).toEqual(["note", "end", "note", "end"]);
  });

  it("runs as many at a time as there are workers", async () => {
    // Each waits for the other: one at a time they would never end.
    const script = (): string => `
      ${mark("hash")}
      const wait = setInterval(() => {
        if (require("node:fs").readdirSync(${JSON.stringify(directory)}).length < 2) return;
        clearInterval(wait);
        ${sendDone}
      }, 5);`;
    expect(await execute(fakeContext({ script }), ["a", "b"], { workers: 2 })).toEqual([done, done]);
  });

  it("passes the signal on, takes the saved state, and begins no other cell", async () => {
    const interrupted: CellStatus = { state: "interrupted", at: { epoch: 1, step: 2 } };
    const context = fakeContext({
      script: () => `
        ${mark("hash")}
        setInterval(() => {}, 1000);
        process.on("SIGINT", () => {
          send({ kind: "end", status: ${JSON.stringify(interrupted)} });
          process.disconnect();
          process.exit(130);
        });
        send({ kind: "note", message: "ready" });`,
      onEvent: (event, controller) => {
        if (event.kind === "note") controller.abort();
      },
    });
    expect(await execute(context, ["a", "b"])).toEqual([interrupted, { state: "waiting" }]);
    expect(await readdir(directory)).toEqual(["a"]);
  });

  it("kills a process that does not stop, says that nothing was saved, and does not restart it", async () => {
    const context = fakeContext({
      script: () => `
        setInterval(() => {}, 1000);
        process.on("SIGINT", () => {});
        send({ kind: "step", at: { epoch: 3, step: 1 }, loss: 1 });`,
      onEvent: (event, controller) => {
        if (event.kind === "step") controller.abort();
      },
    });
    const statuses = await execute(context, ["a"], { "grace-period": 0.2 });
    expect(statuses).toEqual([{ state: "interrupted", at: { epoch: 3, step: 1 } }]);
    const notes = context.events.filter(({ kind }) => kind === "note");
    expect(notes).toMatchObject([
      { message: expect.stringMatching(/before it had saved its state \(SIGKILL\)/) as string },
    ]);
  });
});
