import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { checkText } from "./test/index.ts";
import { parse } from "./index.ts";

const folder = new URL("./test/samples/", import.meta.url);
const samples = readdirSync(folder).filter((name) => name.endsWith(".exp"));

/** As the repository's formatter leaves it, so that the committed files can be formatted like all others. */
async function json(value: unknown): Promise<string> {
  const options = await resolveConfig(import.meta.filename);
  return format(JSON.stringify(value), { ...options, parser: "json" });
}

describe("every sample", () => {
  it.each(samples)("%s has its normalized form next to it", async (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const { experiment, diagnostics } = checkText(text, {}, name);
    expect(diagnostics).toEqual([]);
    await expect(await json(experiment)).toMatchFileSnapshot(`./test/samples/${basename(name, ".exp")}.json`);
  });

  it.each(samples)("%s has a tree of plain JSON", (name) => {
    const { ast } = parse({ file: name, text: readFileSync(new URL(name, folder), "utf8") });
    expect(ast?.statements.length).toBeGreaterThan(3);
    expect(JSON.parse(JSON.stringify(ast))).toEqual(ast);
  });
});

it("the profile of the design's example also has its normalized form", async () => {
  const text = readFileSync(new URL("design.exp", folder), "utf8");
  const { experiment, diagnostics } = checkText(text, { profile: "paper" }, "design.exp");
  expect(diagnostics).toEqual([]);
  await expect(await json(experiment)).toMatchFileSnapshot("./test/samples/design.paper.json");
});
