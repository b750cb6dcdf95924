import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { root } from "./support/root.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const below = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
const packages = readdirSync(join(root, "packages"));
const glossary = read("docs/glossary.md");

/** Rows of the table `| avoid | use |`. */
const avoided = [...(glossary.split(/^\| avoid +\| use +\|$/m)[1] ?? "").matchAll(/^\| ([^|]+?) +\| [^|]+\|$/gm)]
  .map(([, words]) => words ?? "")
  .filter((words) => !words.startsWith("-"));

/** Words that messages still hold. Take one out here when its last message is rewritten. */
const stillInMessages = ["anew", "go on from", "goes on from", "is told", "so many", "to be had", "when not said"];

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...below("docs").filter((file) => file.endsWith(".md")),
  ...packages
    .flatMap((name) => readdirSync(join(root, "packages", name)).map((file) => `packages/${name}/${file}`))
    .filter((file) => file.endsWith("/README.md")),
].filter((page) => page !== "docs/glossary.md" && page !== "docs/plugins.md"); // the second is generated

/** Prose alone: without code blocks, code spans and the targets of links; one space between words. */
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

const found = (text: string, words: readonly string[]): string[] =>
  words.filter((word) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`, "i").test(text));

describe("words that the glossary avoids", () => {
  it("are a table", () => {
    expect(avoided.length).toBeGreaterThan(10);
  });

  it.each(pages)("are not in %s", (page) => {
    expect(found(prose(read(page)), avoided)).toEqual([]);
  });

  it.each(packages.flatMap((name) => below(`packages/${name}/src`)).filter((file) => file.endsWith("/messages.ts")))(
    "are not in the messages of %s",
    (file) => {
      const words = avoided.filter((word) => !stillInMessages.includes(word));
      expect(found(literals(file), words)).toEqual([]);
    },
  );
});
