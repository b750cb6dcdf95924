import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { expect, it } from "vitest";
import { cli, temporaryFolder } from "./support/cli.ts";

/** Every option becomes twice what is written: a schema that is applied twice gives four times as much. */
const plugins = `import { definePlugin, z } from "@infoplane/contracts";

const options = z.strictObject({ n: z.number().transform((n) => 2 * n) });

export const plugins = [
  definePlugin({
    kind: "layer",
    name: "twice-wide",
    summary: "a layer that says how often its schema was applied",
    options,
    shape: ({ n }, input) => {
      if (n !== 4) throw new Error("shape with " + n);
      return input;
    },
    cost: () => ({ parameters: 0, flops: 0, activations: 0 }),
    create: ({ n }) => {
      if (n !== 4) throw new Error("create with " + n);
      return { weights: [], apply: (x) => x.clone() };
    },
  }),
  definePlugin({
    kind: "metric",
    name: "twice",
    summary: "its option",
    needs: "none",
    options,
    create: ({ n }) => ({ measure: () => [{ value: n }] }),
  }),
  definePlugin({
    kind: "reporter",
    name: "twice-written",
    summary: "its option, in a file",
    options,
    create: ({ n }) => ({
      async *render() {
        yield { path: "twice.txt", content: String(n) };
      },
    }),
  }),
];
`;

const experiment = `experiment once
use "./twice.ts"
seeds 1
dataset textures(train: 32, test: 32) { batch 16 }
architecture net { block { conv(2, stride: 4); relu; twice-wide(n: 2); global-avgpool }; classifier { dense classes } }
train * { optimizer adam(rate: 5e-3); epochs 1 }
train e2e with e2e
measure twice(n: 3) at end
report twice-written(n: 5)
`;

it.each(["in-process", "local(workers: 1)"])("applies a schema once from text to create(): %s", async (executor) => {
  const folder = temporaryFolder();
  const file = join(folder, "once.exp");
  writeFileSync(join(folder, "twice.ts"), plugins);
  writeFileSync(file, experiment);
  const run = join(folder, "once");
  const written = () => readFileSync(join(run, "report/twice.txt"), "utf8");
  const measured = async () =>
    (await readRun(run)).records
      .filter(({ quantity, epoch }) => quantity.startsWith("twice") && epoch === 1)
      .map(({ value }) => value);

  const ran = await cli(["run", file, "--out", folder, "--engine", "wasm", "--executor", executor]);
  expect(ran.stderr).not.toContain("failed");
  expect(ran.code).toBe(0);
  expect(await measured()).toEqual([6]);
  expect(written()).toBe("10");
  // What follows is the same after every executor.
  if (executor !== "in-process") return;

  const later = await cli(["measure", run, "--with", "twice(n: 4)", "--engine", "wasm"]);
  expect(later.code).toBe(0);
  expect(await measured()).toEqual([6, 8]);

  writeFileSync(join(run, "report/twice.txt"), "");
  expect((await cli(["report", run])).code).toBe(0);
  expect(written()).toBe("10");
  expect((await cli(["report", run, "--with", "twice-written(n: 7)"])).code).toBe(0);
  expect(written()).toBe("14");
});
