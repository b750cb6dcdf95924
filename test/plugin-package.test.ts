import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { expect, it } from "vitest";
import { cli, root, temporaryFolder } from "./support/cli.ts";

it("a metric of an npm package that exports only an `import` entry is found, loaded and measured", async () => {
  const [folder, out] = [temporaryFolder(), temporaryFolder()];
  const metric = join(folder, "node_modules/infoplane-metric-constant");
  mkdirSync(metric, { recursive: true });
  for (const name of ["@infoplane", "zod"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  const manifest = { name: "infoplane-metric-constant", type: "module", exports: { ".": { import: "./entry.js" } } };
  writeFileSync(join(metric, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(metric, "entry.js"),
    `import { definePlugin, z } from "@infoplane/contracts";
export const plugins = [definePlugin({ kind: "metric", name: "constant", summary: "a constant", needs: "none",
  options: z.strictObject({}), create: () => ({ measure: () => [{ value: 7 }] }) })];
`,
  );
  const file = join(folder, "outside.exp");
  const source = readFileSync(join(root, "test/samples/small.exp"), "utf8");
  const used = source.replace("measure accuracy, loss", 'use "infoplane-metric-constant"\nmeasure constant, accuracy');
  writeFileSync(file, used);
  const run = await cli(["run", file, "--out", out, "--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1"]);
  expect(run.stderr).toContain("infoplane-metric-constant");
  expect(run.code).toBe(0);
  const { records } = await readRun(join(out, "small"));
  expect(records.filter(({ quantity }) => quantity === "constant").map(({ value }) => value)).toEqual([7, 7]);
});
