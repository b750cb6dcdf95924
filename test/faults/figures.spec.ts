import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cli, root, temporaryFolder } from "../support/cli.ts";

/** A figure whose expression backtracks in 2^80 ways, one of a few terabytes, and a correct one. */
const figures = `import { definePlugin, z } from "@infoplane/contracts";
const options = z.strictObject({});
const x = { field: "a", type: "quantitative" };
const drawn = (name, spec) => definePlugin({ kind: "figure", name, summary: "at its worst", options,
  create: () => ({ name, title: name, caption: () => "", spec: () => ({ mark: "point", encoding: { x }, ...spec }) }) });
export const plugins = [
  drawn("endless", { data: { values: [{}] }, transform: [{ calculate: "test(/^(a+)+$/, '" + "a".repeat(80) + "b')", as: "a" }] }),
  drawn("hungry", { data: { sequence: { start: 0, stop: 1e8, as: "a" } } }),
  drawn("good", { data: { values: [{ a: 1 }] } }),
];
`;

it("a figure that never ends, or is too large, costs only its own place in the report", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "figures.mjs"), figures);
  const quick = readFileSync(join(root, "experiments/quick.exp"), "utf8");
  const file = join(folder, "quick.exp");
  writeFileSync(file, quick.replace("\nseeds", '\nuse "./figures.mjs"\n\nseeds'));
  const args = ["--only", "e2e", "--seeds", "1", "--engine", "wasm"];
  const { code, stderr } = await cli(["run", file, "--out", folder, ...args]);
  expect({ code, stderr }).toMatchObject({ code: 4 });
  const report = join(folder, "quick/report");
  const reasons = {
    endless: "drawing it took longer than 30 s, and was stopped",
    hungry: /drawing it took (?:more than 2,048 MB of memory|longer than 30 s, and was stopped)/,
  };
  const page = readFileSync(join(report, "index.html"), "utf8");
  for (const [name, reason] of Object.entries(reasons)) {
    expect(readFileSync(join(report, `figures/${name}.failed.txt`), "utf8")).toMatch(reason);
    expect(page).toMatch(reason);
    expect(stderr).toContain(`NOTE: Left out: the figure "${name}", which could not be drawn: drawing it took`);
    expect(readFileSync(join(report, "left-out.txt"), "utf8")).toContain(`the figure "${name}"`);
    expect(page).not.toContain(`data-plot="${name}"`);
  }
  for (const name of ["good", "final-accuracy", "nhsic-by-depth-raw"])
    for (const ending of ["svg", "vl.json"])
      expect(existsSync(join(report, `figures/${name}.${ending}`)), name).toBe(true);
  expect(existsSync(join(report, "tables/final.md"))).toBe(true);
});
