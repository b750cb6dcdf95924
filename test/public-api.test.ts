import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pluginKinds } from "@infoplane/contracts";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./support/cli.ts";
import { entryPoint, entryPoints, publicNames } from "./support/public-api.ts";

/** What plugins, programs and their tests import. */
const held = [
  ...["contracts", "runtime", "files"].flatMap(entryPoints),
  "@infoplane/trainers/author",
  "@infoplane/trainers/author-options",
  "@infoplane/trainers/test",
  "@infoplane/metrics/context",
  "@infoplane/data/readers",
];

const withoutComment = (file: string): string[] =>
  publicNames(file)
    .filter(({ comment }) => comment === "")
    .map(({ name }) => name);

/** Code of the examples in a comment. */
const examplesIn = (comment: string): string[] =>
  [...comment.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

const examples = ["@infoplane/contracts", "@infoplane/runtime"].flatMap((specifier) =>
  publicNames(entryPoint(specifier)).flatMap(({ name, comment }) =>
    examplesIn(comment).map((code) => [name, code] as const),
  ),
);

describe("the public API", () => {
  it.each(held)("has a doc comment for every export of %s", (specifier) => {
    expect(withoutComment(entryPoint(specifier))).toEqual([]);
  });

  it("is found in all files that the index exports from", () => {
    const names = publicNames(entryPoint("@infoplane/contracts")).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["defineMetric", "Metric", "z", "InfoplaneError", "formatDuration"]));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(150);
  });

  it("shows an example for each kind of plugin and each function of the runtime", () => {
    const shown = new Set(examples.map(([name]) => name));
    const kinds = pluginKinds.map((kind) => `define${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
    // Functions begin with a small letter; `version` is the only other value that does.
    const calls = publicNames(entryPoint("@infoplane/runtime")).map(({ name }) => name);
    const functions = calls.filter((name) => /^[a-z]/.test(name) && name !== "version");
    expect([...kinds, ...functions].filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(examples)("shows an example for %s that parses", (_, code) => {
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    const { diagnostics = [] } = ts.transpileModule(code, { compilerOptions, reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
  });
});

describe("the search for doc comments", () => {
  it("finds exports of every form that have none", () => {
    const folder = temporaryFolder();
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    write("deep.ts", "export type Deep = 1;\n/** Said. */\nexport type Said = 2;\n");
    write("local.ts", "function plain() {}\n/** Said. */\nconst said = 1;\nexport { plain, said as renamed };\n");
    write(
      "star.ts",
      'export * from "./deep.ts";\nexport interface Star {}\n// Not a doc comment.\nexport class Noted {}\n',
    );
    const index = write(
      "index.ts",
      [
        'export * from "./star.ts";',
        '/** Of the statement, which no editor shows. */\nexport { plain, renamed } from "./local.ts";',
        "export const { a, b } = { a: 1, b: 2 };",
        "/** */\nexport enum Empty {}",
        "/** Said once. */\nexport function twice(x: number): void;\nexport function twice(x: unknown): void {}",
        "const hidden = 1;\n",
      ].join("\n"),
    );
    expect(publicNames(index).map(({ name }) => name)).not.toContain("hidden");
    expect(withoutComment(index).sort()).toEqual(["Deep", "Empty", "Noted", "Star", "a", "b", "plain"]);
  });
});
