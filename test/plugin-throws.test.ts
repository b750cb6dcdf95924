import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cli, root, temporaryFolder } from "./support/cli.ts";

const metric = `import { definePlugin, z } from "@infoplane/contracts";

function depthOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("there are no layers");
  return values.length;
}

export const plugins = [
  definePlugin({
    kind: "metric",
    name: "own-depth",
    summary: "throws",
    needs: "none",
    positional: [],
    options: z.strictObject({}),
    create: () => ({ measure: () => [{ value: depthOf([]) }] }),
  }),
];
`;

it.each(["local", "in-process"])(
  "a plugin's exception keeps file, line and code, in the terminal, the status and the log: %s",
  async (executor) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "own-depth.ts"), metric);
    const quick = readFileSync(join(root, "experiments/quick.exp"), "utf8").replace("html, vega-lite, table", "table");
    const file = join(folder, "quick.exp");
    writeFileSync(
      file,
      quick.replace("\nseeds", '\nuse "./own-depth.ts"\n\nseeds').replace("accuracy, loss", "accuracy, own-depth"),
    );
    const args = ["--only", "e2e", "--seeds", "1", "--engine", "wasm", "--executor", executor];
    const { code, stderr } = await cli(["run", file, "--out", folder, ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain("metric own-depth failed in measure for own-depth at epoch 0: there are no layers");
    const place = `${join(folder, "own-depth.ts")}:4:34`;
    const marked = '> 4 |   if (values.length === 0) throw new RangeError("there are no layers");';
    for (const text of [place, marked]) expect(stderr).toContain(text);
    const cells = join(folder, "quick", "cells");
    const [cell = ""] = readdirSync(cells);
    const status = JSON.parse(readFileSync(join(cells, cell, "status.json"), "utf8")) as { frame: string };
    for (const text of [place, marked]) expect(status.frame).toContain(text);
    const log = readFileSync(join(cells, cell, "log.jsonl"), "utf8");
    expect(log).toContain(JSON.stringify(marked).slice(1, -1));
    expect(log).toContain("caused by RangeError: there are no layers");
  },
);

it("a module that ends the process while it loads is named", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "leaves.mjs"), "process.exit(0);\nexport const plugins = [];\n");
  const quick = readFileSync(join(root, "experiments/quick.exp"), "utf8");
  writeFileSync(join(folder, "quick.exp"), quick.replace("\nseeds", '\nuse "./leaves.mjs"\n\nseeds'));
  const { code, stderr } = await cli(["check", join(folder, "quick.exp")]);
  expect(code).toBe(2);
  expect(stderr).toContain('use "./leaves.mjs" failed while loading: process.exit(0) would end this process');
});
