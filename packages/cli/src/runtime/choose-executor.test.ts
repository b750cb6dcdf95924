import { expect, it } from "vitest";
import { builtInRegistry } from "../registry.ts";
import { chooseExecutor } from "./choose-executor.ts";

it.each([
  [{ executor: "slurm", detach: true }, true],
  [{ executor: "slurm(detach: true)" }, true],
  [{ executor: "slurm(gpu)" }, false],
  [{}, false],
])("knows whether %j submits and leaves", (flags, expected) => {
  expect(chooseExecutor(flags, 2, builtInRegistry()).isDetached).toBe(expected);
});
