import { describe, expect, it } from "vitest";
import { shareMachine } from "./share-machine.ts";

describe("shareMachine", () => {
  it.each([
    [{}, 9, 2, { executor: "local", workers: 2, threads: 1 }],
    [{}, 1, 2, { executor: "in-process", workers: 1, threads: 2 }],
    [{}, 9, 64, { executor: "local", workers: 9, threads: 7 }],
    [{}, 9, 1, { executor: "in-process", workers: 1, threads: 1 }],
    [{ workers: 1 }, 9, 8, { executor: "local", workers: 1, threads: 8 }],
    [{ workers: 2 }, 1, 2, { executor: "local", workers: 2, threads: 1 }],
    [{ executor: "in-process" }, 9, 8, { executor: "in-process", workers: 1, threads: 8 }],
    [{ executor: "slurm", threads: 3 }, 9, 8, { executor: "slurm", workers: 1, threads: 3 }],
  ])("with %j, %i cells and %i cores", (flags, cells, cores, expected) => {
    expect(shareMachine(flags, cells, cores)).toEqual(expected);
  });
});
