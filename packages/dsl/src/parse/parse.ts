import type { Diagnostic } from "@infoplane/contracts";
import type { CstNode } from "chevrotain";
import type { Expression, ExperimentFile, RangeItem } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { buildExpression, buildRange } from "./build-expression.ts";
import { buildStatements } from "./build-statement.ts";
import { rules } from "./cst.ts";
import { Items, type ItemRule } from "./items.ts";
import { layout, type Item } from "./layout.ts";
import { lex } from "./lexer.ts";
import type { SourceText } from "./source-text.ts";

/** Length limit in UTF-16 units, to refuse files passed by mistake: no real experiment comes near. */
const longest = 2_000_000;

interface Read<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Text to tree. Reports all syntax errors that it can separate; the tree then has the statements that could be read. It
 * is undefined if there is nothing to work with: an empty, binary or over-long file.
 */
export function parse(source: SourceText): { readonly ast?: ExperimentFile; readonly diagnostics: Diagnostic[] } {
  const { file, text } = source;
  const refused = refuse(source);
  if (refused) return { diagnostics: [refused] };
  const { value: ast, diagnostics } = read(source, (all, items): ExperimentFile => {
    return { kind: "file", span: { file, start: 0, end: text.length }, statements: buildStatements(items, all) };
  });
  return { ...(ast && { ast }), diagnostics: [...diagnostics].sort((a, b) => startOf(a) - startOf(b)) };
}

/** A single value, as in `--set`. */
export function parseValue(source: SourceText): Read<Expression> {
  return readOne(source, "expression", (node) => buildExpression(source.file, node));
}

/** A list of seeds, as in `--seeds`. */
export function parseSeeds(source: SourceText): Read<readonly RangeItem[]> {
  return readOne(source, "seedList", (node) => rules(node, "range").map((item) => buildRange(source.file, item)));
}

function readOne<T>(source: SourceText, rule: ItemRule, build: (node: CstNode) => T): Read<T> {
  return read(source, ([item = [], ...more], items) => {
    const [node] = items.parse([[...item, ...more.flat()]], rule);
    return node && build(node);
  });
}

function read<T>(source: SourceText, build: (all: readonly Item[], items: Items) => T | undefined): Read<T> {
  const lexed = lex(source);
  const laid = layout(lexed.tokens, source.file, source.text.length);
  const diagnostics = [...lexed.diagnostics, ...laid.diagnostics];
  if (!laid.items) return { diagnostics };
  const value = build(laid.items, new Items(source.file, (diagnostic) => diagnostics.push(diagnostic)));
  return { ...(value !== undefined && { value }), diagnostics };
}

function refuse({ file, text }: SourceText): Diagnostic | undefined {
  // Bytes that are not text arrive as NUL or as the replacement character.
  if (text.includes("\0") || text.includes("\ufffd")) return messages.binaryFile(file);
  if (text.length > longest) return messages.fileTooLong(file, text.length, longest);
  if (text.replace(/#[^\r\n]*/g, "").trim() === "") return messages.emptyFile(file);
  return undefined;
}

function startOf({ span }: Diagnostic): number {
  return span?.start ?? 0;
}
