import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { filesBelow, packages, pages } from "./support/pages.ts";
import { root } from "./support/root.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Rows of the table `| avoid | use |`. */
const avoided = [
  ...(read("docs/glossary.md").split(/^\| avoid +\| use +\|$/m)[1] ?? "").matchAll(/^\| ([^|]+?) +\| [^|]+\|$/gm),
]
  .map(([, words]) => words ?? "")
  .filter((words) => !words.startsWith("-"));

const held = pages.filter((page) => page !== "docs/glossary.md" && page !== "docs/plugins.md"); // the second is generated
const messages = packages
  .flatMap((name) => filesBelow(`packages/${name}/src`))
  .filter((file) => file.endsWith("/messages.ts"));

/** Only the prose: without code blocks, code spans and link targets; one space between words. */
const prose = (text: string): string =>
  text
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`]*`/g, "")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/\s+/g, " ");

/** Texts of all string and template literals. */
function literals(file: string): string {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return texts.join("\n");
}

const found = (text: string): string[] =>
  avoided.filter((word) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`, "i").test(text));

describe("words that the glossary avoids", () => {
  it("are a table", () => {
    expect(avoided.length).toBeGreaterThan(10);
  });

  it.each(held)("are not in %s", (page) => {
    expect(found(prose(read(page)))).toEqual([]);
  });

  it.each(messages)("are not in the messages of %s", (file) => {
    expect(found(literals(file))).toEqual([]);
  });
});
