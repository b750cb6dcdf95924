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

const held = pages.filter((page) => page !== "docs/glossary.md");
const experiments = ["experiments", "test/samples"].flatMap(filesBelow).filter((file) => file.endsWith(".exp"));
/** All code but tests: messages, summaries, captions and options are its string literals. */
const sources = packages
  .flatMap((name) => filesBelow(`packages/${name}/src`))
  .filter((file) => file.endsWith(".ts") && !/\.(?:test|spec|examples)\.ts$/.test(file));

/** Only the prose: without code blocks, code spans and link targets; one space between words. */
const prose = (text: string): string =>
  text
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`]*`/g, "")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/\s+/g, " ");

/** Texts of all string and template literals that are more than one word: single ones are names in stored files. */
function literals(file: string): string {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return texts.filter((text) => text.includes(" ")).join("\n");
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

  it.each(experiments)("are not in %s", (file) => {
    expect(found(read(file))).toEqual([]);
  });

  it("are not in what the packages say", () => {
    expect(sources.length).toBeGreaterThan(100);
    // Parsed only where a word stands anywhere.
    const told = sources
      .filter((file) => found(read(file)).length > 0)
      .flatMap((file) => found(literals(file)).map((word) => `${file}: ${word}`));
    expect(told).toEqual([]);
  });

  it("are not the names of anything", () => {
    const single = avoided.filter((word) => /^[a-z]+$/.test(word));
    const names = sources.flatMap((file) =>
      [...read(file).matchAll(/\b(?:const|let|function|class|interface|type)\s+(\w+)/g)].map(
        ([, name = ""]) => `${file}: ${name}`,
      ),
    );
    const parts = (name: string): string[] => name.split(/(?=[A-Z])|[^A-Za-z]/).map((part) => part.toLowerCase());
    expect(names.filter((name) => parts(name.split(": ")[1] ?? "").some((part) => single.includes(part)))).toEqual([]);
  });
});
