import type { Diagnostic, Span } from "@infoplane/contracts";
import type { CstNode, IRecognitionException } from "chevrotain";
import type { Expression, ExperimentFile, RangeItem } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { buildExpression, buildRange, Incomplete } from "./build-expression.ts";
import { buildStatements } from "./build-statement.ts";
import { rules } from "./cst.ts";
import { Grammar } from "./grammar.ts";
import { layout } from "./layout.ts";
import { lex } from "./lexer.ts";
import type { SourceText } from "./source-text.ts";

/** Longest file that is read, in UTF-16 units: a mistaken file is refused, no real experiment comes near. */
const longest = 2_000_000;

let grammar: Grammar | undefined;

interface Read<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Text to tree. Reports all syntax errors that it can tell apart; the tree then holds the statements that could be
 * read. It is undefined when there is nothing to go on with: an empty, binary or over-long file.
 */
export function parse(source: SourceText): { readonly ast?: ExperimentFile; readonly diagnostics: Diagnostic[] } {
  const { file, text } = source;
  const refused = refuse(source);
  if (refused) return { diagnostics: [refused] };
  const { value: ast, diagnostics } = read(source, "file", (cst, accept): ExperimentFile | undefined => {
    const span = { file, start: 0, end: text.length };
    return { kind: "file", span, statements: buildStatements(file, rules(cst, "statements")[0], accept) };
  });
  return { ...(ast && { ast }), diagnostics: [...diagnostics].sort((a, b) => startOf(a) - startOf(b)) };
}

/** A value alone, as `--set` gives it. */
export function parseValue(source: SourceText): Read<Expression> {
  return read(source, "expression", (cst) => buildExpression(source.file, cst));
}

/** A list of seeds alone, as `--seeds` gives it. */
export function parseSeeds(source: SourceText): Read<readonly RangeItem[]> {
  return read(source, "seedList", (cst) => rules(cst, "range").map((item) => buildRange(source.file, item)));
}

function read<T>(
  source: SourceText,
  entry: "file" | "expression" | "seedList",
  build: (cst: CstNode, accept: (diagnostic: Diagnostic) => void) => T | undefined,
): Read<T> {
  const lexed = lex(source);
  const laid = layout(lexed.tokens, source.file, source.text.length);
  const diagnostics = [...lexed.diagnostics, ...laid.diagnostics];
  if (!laid.tokens) return { diagnostics };
  grammar ??= new Grammar();
  grammar.input = [...laid.tokens];
  const cst = grammar[entry]();
  diagnostics.push(...grammar.errors.map((error) => syntaxError(source, error)));
  grammar.input = [];
  try {
    const value = build(cst, (diagnostic) => diagnostics.push(diagnostic));
    return { ...(value !== undefined && { value }), diagnostics };
  } catch (error) {
    if (error instanceof Incomplete) return { diagnostics };
    throw error;
  }
}

function refuse({ file, text }: SourceText): Diagnostic | undefined {
  // Bytes that are no text arrive as NUL or as the replacement character.
  if (text.includes("\0") || text.includes("\ufffd")) return messages.binaryFile(file);
  if (text.length > longest) return messages.fileTooLong(file, text.length, longest);
  if (text.replace(/#[^\r\n]*/g, "").trim() === "") return messages.emptyFile(file);
  return undefined;
}

function syntaxError({ file, text }: SourceText, error: IRecognitionException): Diagnostic {
  const { startOffset, image, tokenType } = error.token;
  const expected = error.message;
  if (Number.isNaN(startOffset) || image === "") {
    const end = text.trimEnd().length;
    return messages.unexpectedEnd({ file, start: Number.isNaN(startOffset) ? end : startOffset, end }, expected);
  }
  const span: Span = { file, start: startOffset, end: startOffset + image.length };
  if (tokenType.name === "Separator" && image !== ";") return messages.unexpectedLineEnd(span, expected);
  return messages.unexpectedToken(span, image, expected);
}

function startOf({ span }: Diagnostic): number {
  return span?.start ?? 0;
}
