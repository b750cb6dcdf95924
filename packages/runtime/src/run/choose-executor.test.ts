import { expect, it } from "vitest";
import { builtInRegistry } from "../plugins/registry.ts";
import { chooseExecutor } from "./choose-executor.ts";

it.each([
  [{ executor: "slurm", detach: true }, true],
  [{ executor: "slurm(detach: true)" }, true],
  [{ executor: "slurm(gpu)" }, false],
  [{}, false],
])("knows whether %j submits and exits", (flags, expected) => {
  expect(chooseExecutor(flags, 2, 1, builtInRegistry()).isDetached).toBe(expected);
});

it.each([
  ["slurm", 4],
  ["slurm(cpus: 2)", 2],
])("requests a cell's processors from Slurm: %s", (executor, cpus) => {
  expect(chooseExecutor({ executor }, 2, 4, builtInRegistry()).use.options["cpus"]).toBe(cpus);
});
