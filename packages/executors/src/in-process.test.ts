import { optionsOf, type CellStatus } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";
import { fakeCell, fakeContext } from "./test/fake-context.ts";

const done: CellStatus = { state: "done", at: { epoch: 1, step: 0 }, seconds: 1 };
const cells = ["a", "b", "c"].map(fakeCell);

describe("in-process", () => {
  it("runs one cell after the other and passes events on", async () => {
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
});
