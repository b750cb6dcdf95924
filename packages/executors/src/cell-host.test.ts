import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CellEvent } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelVariable } from "./cell-channel.ts";

const script = fileURLToPath(new URL("./test/hosted-cell.ts", import.meta.url));
let child: ChildProcess;
let events: CellEvent[];
beforeEach(async () => {
  events = [];
  // In its own job: these tests may themselves be run under nohup.
  child = fork(script, { execArgv: ["--import", "tsx"], detached: true, env: { ...process.env, _: "" } });
  child.on("message", (event) => events.push(event as CellEvent));
  await once(child, "message");
});
afterEach(() => void child.kill("SIGKILL"));

describe("the child's side", () => {
  it.each(["SIGINT", "SIGHUP"] as const)(
    "stops at %s, treats a second one as the same, and ends when all is sent",
    async (name) => {
      child.kill(name);
      child.kill(name);
      await once(child, "close");
      expect(events).toHaveLength(102);
      // The second one may come when all is sent and Node no longer listens.
      expect([0, name]).toContain(child.exitCode ?? child.signalCode);
      expect(events.at(-1)).toMatchObject({ kind: "end", status: { state: "interrupted", at: { step: 100 } } });
    },
  );

  it("stops when its parent is gone", async () => {
    child.disconnect();
    await once(child, "exit");
    expect([child.exitCode, child.signalCode]).toEqual([0, null]);
  });

  it("hides its token and any way to cut the connection from plugins, and keeps sending", async () => {
    const token = "secret";
    const env = { ...process.env, _: "", [channelVariable]: token };
    const guarded = fork(script, ["nosy"], { execArgv: ["--import", "tsx"], detached: true, env });
    const said: unknown[] = [];
    guarded.on("message", (message) => said.push(message));
    await once(guarded, "close");
    expect(said).toEqual([
      { token, event: { kind: "note", cell: "a", message: "ready" } },
      { seen: false, disconnect: expect.stringContaining("is refused") as string },
      { token, event: { kind: "note", cell: "a", message: "still here" } },
    ]);
  });

  it.each([
    ["is in a loop without end", "endless"],
    ["does not stop when it is told to", "deaf"],
  ])("that %s is gone seconds after its parent was killed", async (_, how) => {
    const parentScript = fileURLToPath(new URL("./test/cell-parent.ts", import.meta.url));
    const parent = spawn(process.execPath, ["--import", "tsx", parentScript, how]);
    let said = "";
    parent.stdout.on("data", (text: Buffer) => (said += text.toString()));
    const ready = how === "endless" ? [/\d+\n/, /loops\n/] : [/\d+\n/];
    await expect.poll(() => ready.every((line) => line.test(said)), { timeout: 60_000 }).toBe(true);
    const pid = parseInt(/\d+/.exec(said)?.[0] ?? "");
    parent.kill("SIGKILL");
    expect(isAlive(pid)).toBe(true);
    try {
      await expect.poll(() => isAlive(pid), { timeout: 60_000, interval: 50 }).toBe(false);
    } finally {
      if (isAlive(pid)) process.kill(pid, "SIGKILL");
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
