import type { CellStatus } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { fakeArm } from "../test/index.ts";
import { epochsDone, isTrained } from "./progress.ts";

describe("epochsDone", () => {
  const failed = { state: "failed", code: "core/diverged", message: "the loss became NaN" } as const;
  const cases: [string, CellStatus, number][] = [
    ["a cell that waits", { state: "waiting" }, 0],
    ["a cell that runs", { state: "running", at: { epoch: 2, step: 5 } }, 2],
    ["a cell that was interrupted", { state: "interrupted", at: { epoch: 3, step: 0 } }, 3],
    ["a cell that is done", { state: "done", at: { epoch: 4, step: 0 }, seconds: 1 }, 4],
    ["a cell that failed inside an epoch", { ...failed, at: { epoch: 2, step: 1 } }, 2],
    ["a cell that failed before the end of its epoch was stored", { ...failed, at: { epoch: 2, step: 0 } }, 1],
    ["a cell that failed before it began", { ...failed, at: { epoch: 0, step: 0 } }, 0],
  ];
  it.each(cases)("counts the stored epochs of %s", (_, status, epochs) => {
    expect(epochsDone(status)).toBe(epochs);
  });
});

describe("isTrained", () => {
  it("is true from the end of the last epoch on", () => {
    const cell = fakeArm("e2e", "e2e", 3);
    expect(isTrained(cell, { epoch: 3, step: 0 })).toBe(true);
    expect(isTrained(cell, { epoch: 2, step: 999 })).toBe(false);
  });
});
