import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { builtInRegistry, checkExperiment } from "@infoplane/runtime";
import { pluginKinds } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { root, temporaryFolder } from "./support/cli.ts";

import { namedPaths } from "./support/named-paths.ts";
import { callProblems, tableProblems } from "./support/option-problems.ts";
import { optionsPage } from "./support/options-page.ts";
import { pages } from "./support/pages.ts";

const read = (page: string): string => readFileSync(join(root, page), "utf8");

/** Headings of a page as links name them: lower case, hyphens for spaces, no punctuation. */
const headingsOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replace(/ /g, "-"),
  );

/** Experiments in fenced blocks that begin with `experiment`. */
const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/```(?:exp)?\n((?:#.*\n)*experiment [\s\S]*?)```/g)].map(
    ([, text]) => [page, text ?? ""] as const,
  ),
);

/** What a claim may give for a measure in place of options. */
const selectors = ["layer", "block", "epoch", "draws"];

describe("the rule on options", () => {
  const registry = builtInRegistry();
  const page = read("docs/options.md");

  it.each([
    ["an option that does not exist", "| `momentum`", "| `momentun`", "there is no layer batchnorm, option momentun"],
    ["an option of another plugin", "| **`pad`**", "| **`filters`**", "there is no augmentation crop, option filters"],
    ["a missing option", /^\| \*\*`pad`.*\n/m, "", "not documented: augmentation crop, option pad"],
    ["a missing plugin", "### `adam`", "### `adan`", "not documented: optimizer adam"],
  ] as const)("finds %s", (_, there, instead, problem) => {
    const changed = page.replace(there, instead);
    expect(changed).not.toBe(page);
    expect(tableProblems(changed, registry).join("\n")).toContain(problem);
  });

  it.each([
    ["`crop(pad: 4)`", []],
    ["`crop(pads: 4)`", ["crop has no option pads"]],
    ["`resized-crop(scale, ratio)`", []],
    ["`resized-crop(scale, ration)`", ["resized-crop has no option ration"]],
    ["`per-layer(head: mlp(widht: 64))`", ["mlp has no option widht"]],
    ["`nhsic(X, Z, layer: last)`", []],
  ])("finds in %s: %j", (text, problems) => {
    expect(callProblems(text, registry, selectors)).toEqual(problems);
  });
});

/**
 * Whether a test names the plugin, or the form of it in brackets: itself, in a suite that it shares with others, or in the
 * reference values that these read.
 */
function isTestedIn(file: string, call: string): boolean {
  const texts = textsOf(file);
  if (!texts.some((text) => /\b(?:it|test)(?:\.\w+)*\(/.test(text))) return false;
  const [name = "", form] = call.split(/[()]/);
  return texts.some((text) =>
    [name, form].some((word) => word && new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text)),
  );
}

function textsOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file) || !existsSync(join(root, file))) return [];
  seen.add(file);
  const text = read(file);
  const named = [...text.matchAll(/"(\.[^"]*[/-](?:test|suite)\b[^"]*\.ts|[\w./-]+\.json)"/g)];
  return [text, ...named.flatMap(([, path = ""]) => textsOf(join(dirname(file), path), seen))];
}

describe("the rule on paths", () => {
  it.each([
    ["README.md", "`test/docs.test.ts` and test/prose.ts", ["test/docs.test.ts"]],
    ["README.md", "```sh\nnpx tsx run experiments/quick.exp\n```", ["experiments/quick.exp"]],
    ["README.md", "`runs/cifar`, `packages/*/src`, `bench/<name>.ts`, `@infoplane/core`, `test:faults`", []],
    ["packages/core/README.md", "| `src/run` |", ["packages/core/src/run"]],
    ["docs/a.md", "`core/src/run`, `run.test.ts`", ["core/src/run", "run.test.ts"]],
  ])("finds in %s, %j: %j", (page, text, paths) => {
    expect(namedPaths(page, text)).toEqual(paths);
  });
});

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
    // A row may be about one form of a plugin, `vit(pool: class)`, or about a quantity, which is not a plugin.
    const plugins = rows.filter(([, kind]) => kind !== "quantity");
    const listed = [...new Set(plugins.map(([, kind, name]) => `${kind} ${name?.replace(/\(.*/, "")}`))];
    const registry = builtInRegistry();
    const kinds = pluginKinds.filter((kind) => !["figure", "reporter", "executor"].includes(kind));
    const known = kinds.flatMap((kind) => registry.list(kind).map(({ plugin }) => `${kind} ${plugin.name}`));
    expect(listed.sort()).toEqual(known.sort());
    const untested = rows.filter(([, kind, name = "", test = ""]) => kind !== "quantity" && !isTestedIn(test, name));
    expect(untested.map(([, kind, name, test]) => `${kind} ${name}: ${test}`)).toEqual([]);
  });

  it("list the options as in the schemas", async () => {
    await expect(await optionsPage(builtInRegistry())).toMatchFileSnapshot("../docs/options.md");
  });

  it("name every option of every plugin, and no others", () => {
    expect(tableProblems(read("docs/options.md"), builtInRegistry())).toEqual([]);
  });

  it.each(pages)("%s gives plugins options that they have", (page) => {
    expect(callProblems(read(page), builtInRegistry(), selectors)).toEqual([]);
  });

  it("quote the first experiment as it is", () => {
    const [, quoted] = blocks.find(([page]) => page === "README.md") ?? [];
    expect(quoted).toBeDefined();
    expect(read("experiments/cifar.exp")).toContain(quoted);
  });

  it("include at least the README and the language page", () => {
    expect(blocks.map(([page]) => page)).toEqual(expect.arrayContaining(["README.md", "docs/language.md"]));
  });

  it.each(pages)("%s names files and folders that exist", (page) => {
    expect(namedPaths(page, read(page)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(pages)("%s links to files and headings that exist", (page) => {
    for (const [, file = "", heading] of read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = file === "" ? page : join(dirname(page), file);
      expect(existsSync(join(root, target)), `${page} -> ${target}`).toBe(true);
      if (heading !== undefined) expect(headingsOf(read(target))).toContain(heading);
    }
  });
});

/** Examples in fenced blocks of packages' READMEs, with what each `console.log(...); // says` promises. */
const examples = pages.flatMap((page) =>
  [...read(page).matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => ({
    page,
    code,
    printed: [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text = ""]) => text),
  })),
);

describe("the examples", () => {
  it.each(examples)("of $page print what they say", async ({ code, printed }) => {
    const tsx = import.meta.resolve("tsx");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", tsx, "--input-type=module", "--eval", code],
      { cwd: root },
    );
    expect(printed.length).toBeGreaterThan(0);
    expect(stdout.trimEnd().split("\n")).toEqual(printed);
  });
});

describe("the decision records", () => {
  const records = readdirSync(join(root, "docs/adr")).filter((file) => file !== "README.md");

  it("are numbered without a gap and listed in the index by their titles", () => {
    const listed = [...read("docs/adr/README.md").matchAll(/^\| (\d{4}) +\| \[([^\]]+)\]\(([^)]+)\)/gm)];
    expect(listed.map(([, , , file]) => file)).toEqual(records);
    for (const [index, [, number, title, file = ""]] of listed.entries()) {
      expect(number).toBe(String(index + 1).padStart(4, "0"));
      expect(read(`docs/adr/${file}`)).toMatch(`# ${number ?? ""}. ${title ?? ""}\n`);
    }
  });

  it.each(records)("%s has a context, a decision and consequences", (file) => {
    const headings = headingsOf(read(`docs/adr/${file}`));
    expect(headings.slice(1)).toEqual(["context", "decision", "consequences"]);
  });
});
