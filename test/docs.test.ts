import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtInRegistry, checkExperiment } from "@infoplane/runtime";
import { pluginKinds } from "@infoplane/contracts";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { root, temporaryFolder } from "./support/cli.ts";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"))
    .filter((f) => f.endsWith(".md"))
    .map((f) => `docs/${f}`),
];
const read = (page: string): string => readFileSync(join(root, page), "utf8");

/** Experiments in fenced blocks that begin with `experiment`. */
const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/```(?:exp)?\n((?:#.*\n)*experiment [\s\S]*?)```/g)].map(
    ([, text]) => [page, text ?? ""] as const,
  ),
);

describe("the pages", () => {
  it.each(blocks)("%s shows an experiment that checks", async (_page, text) => {
    const file = join(temporaryFolder(), "block.exp");
    writeFileSync(file, text);
    const { experiment, warnings } = await checkExperiment(file);
    expect(warnings).toEqual([]);
    expect(experiment.arms.length).toBeGreaterThan(1);
  });

  it("list every plugin that learns, measures or makes data, with a test that exists", () => {
    const rows = [...read("docs/plugins.md").matchAll(/^\| ([a-z]+) +\| `([^`]+)` +\|.*\]\(\.\.\/([^)]+)\)/gm)];
    // A row may be about one form of a plugin, `vit(pool: class)`, or about a quantity that is none.
    const plugins = rows.filter(([, kind]) => kind !== "quantity");
    const listed = [...new Set(plugins.map(([, kind, name]) => `${kind} ${name?.replace(/\(.*/, "")}`))];
    const registry = builtInRegistry();
    const kinds = pluginKinds.filter((kind) => !["figure", "reporter", "executor"].includes(kind));
    const known = kinds.flatMap((kind) => registry.list(kind).map(({ plugin }) => `${kind} ${plugin.name}`));
    expect(listed.sort()).toEqual(known.sort());
    for (const [, , , test] of rows) expect(read(test ?? "")).toMatch(/\b(it|describe\w*)\b/);
  });

  it("show at least the README's and the language page's", () => {
    expect(blocks.map(([page]) => page)).toEqual(expect.arrayContaining(["README.md", "docs/language.md"]));
  });

  it.each(pages)("%s links to files that exist", (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? "");
    const folder = page.includes("/") ? join(root, "docs") : root;
    for (const link of links) expect(() => readdirSync(join(folder, link, ".."))).not.toThrow();
    for (const link of links) expect(readdirSync(join(folder, link, ".."))).toContain(link.split("/").at(-1));
  });
});
