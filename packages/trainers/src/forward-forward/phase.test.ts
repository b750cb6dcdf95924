import { describe, expect, it } from "vitest";
import { phaseOf } from "./forward-forward.ts";

describe("phases of a training", () => {
  it("follow one another, each with its own epochs", () => {
    const found = [0, 1, 2, 3, 4, 5].map((epoch) => phaseOf({ epoch, step: 7 }, 6, 3));
    expect(found.map(({ index, at, epochs }) => [index, at.epoch, at.step, epochs])).toEqual([
      [0, 0, 7, 2],
      [0, 1, 7, 2],
      [1, 0, 7, 2],
      [1, 1, 7, 2],
      [2, 0, 7, 2],
      [2, 1, 7, 2],
    ]);
  });

  it("share epochs that don't divide evenly, and end in the last phase", () => {
    expect([0, 1, 2, 3, 4].map((epoch) => phaseOf({ epoch, step: 0 }, 5, 2).index)).toEqual([0, 0, 1, 1, 1]);
    expect(phaseOf({ epoch: 5, step: 0 }, 5, 2)).toMatchObject({ index: 1, epochs: 3 });
  });
});
