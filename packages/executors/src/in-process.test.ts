import { optionsOf, type CellStatus } from "@infoplane/contracts";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";
import { fakeCell, fakeContext } from "./test/fake-context.ts";

const done: CellStatus = { state: "done", at: { epoch: 1, step: 0 }, seconds: 1 };
const cells = ["a", "b", "c"].map(fakeCell);

describe("in-process", () => {
  it("runs cells one after the other and passes events on", async () => {
    let running = 0;
    const context = fakeContext({
      runCell: async (cell, _signal, emit) => {
        expect(++running).toBe(1);
        await Promise.resolve();
        emit({ kind: "end", cell: cell.hash, status: done });
        running--;
        return done;
      },
    });
    const executor = await inProcess.create(optionsOf(inProcess, {}), context);
    const statuses = await executor.execute(cells);
    expect([...statuses]).toEqual([
      ["a", done],
      ["b", done],
      ["c", done],
    ]);
    expect(context.events.map((event) => event.cell)).toEqual(["a", "b", "c"]);
  });

  it("begins no other cell after the signal", async () => {
    const interrupted: CellStatus = { state: "interrupted", at: { epoch: 0, step: 3 } };
    const context = fakeContext({
      runCell: (cell) => {
        if (cell.hash === "b") context.controller.abort();
        return Promise.resolve(cell.hash === "b" ? interrupted : done);
      },
    });
    const executor = await inProcess.create(optionsOf(inProcess, {}), context);
    const statuses = await executor.execute(cells);
    expect([...statuses.values()]).toEqual([done, interrupted, { state: "waiting" }]);
  });

  it("gives up a cell that waits for something that never happens, and runs the others", () => {
    const script = fileURLToPath(new URL("./test/stuck-cell.ts", import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [stuck, other] = JSON.parse(stdout) as CellStatus[];
    expect(stuck).toMatchObject({ state: "failed", code: "executors/stuck", at: { epoch: 1, step: 2 } });
    expect((stuck as { message: string }).message).toContain("metric endless for endless at epoch 1");
    expect(other).toEqual(done);
  });
});
