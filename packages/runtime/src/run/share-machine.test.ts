import { describe, expect, it } from "vitest";
import { shareMachine } from "./share-machine.ts";

describe("shareMachine", () => {
  it.each([
    [{}, 9, 1, 2, { executor: "local", workers: 2 }],
    [{}, 1, 1, 2, { executor: "in-process", workers: 1 }],
    [{}, 9, 1, 64, { executor: "local", workers: 9 }],
    [{}, 9, 8, 64, { executor: "local", workers: 8 }],
    [{}, 9, 4, 2, { executor: "local", workers: 1 }],
    [{}, 9, 1, 1, { executor: "in-process", workers: 1 }],
    [{ workers: 1 }, 9, 1, 8, { executor: "local", workers: 1 }],
    [{ workers: 2 }, 1, 1, 2, { executor: "local", workers: 2 }],
    [{ executor: "in-process" }, 9, 1, 8, { executor: "in-process", workers: 1 }],
    [{ executor: "slurm" }, 9, 3, 8, { executor: "slurm", workers: 1 }],
  ])("with %j, %i cells of %i threads and %i cores", (flags, cells, threads, cores, expected) => {
    expect(shareMachine(flags, cells, threads, cores)).toEqual(expected);
  });
});
