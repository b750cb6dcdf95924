import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CellEvent } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("./test/hosted-cell.ts", import.meta.url));
let child: ChildProcess;
let events: CellEvent[];
beforeEach(async () => {
  events = [];
  child = fork(script, { execArgv: ["--import", "tsx"] });
  child.on("message", (event) => events.push(event as CellEvent));
  await once(child, "message");
});
afterEach(() => void child.kill("SIGKILL"));

describe("the child's side", () => {
  it("stops at SIGINT, takes a second one as the same, and ends when all is told", async () => {
    child.kill("SIGINT");
    child.kill("SIGINT");
    await once(child, "close");
    expect([child.exitCode, child.signalCode]).toEqual([0, null]);
    expect(events).toHaveLength(102);
    expect(events.at(-1)).toMatchObject({ kind: "end", status: { state: "interrupted", at: { step: 100 } } });
  });

  it("stops when its parent is gone", async () => {
    child.disconnect();
    await once(child, "exit");
    expect([child.exitCode, child.signalCode]).toEqual([0, null]);
  });
});
