import type { Diagnostic } from "@infoplane/contracts";
import type { IToken, Lexer as LexerType } from "chevrotain";
import * as messages from "../messages.ts";
import { Lexer } from "./chevrotain.ts";
import type { SourceText } from "./source-text.ts";
import { allTokens, BadNumber, UnclosedString, WronglyQuoted } from "./tokens.ts";

export interface Lexed {
  /** In order, including line breaks. */
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

let built: LexerType | undefined;

/** Text to tokens. What is not part of the language is reported and left out. */
export function lex({ file, text }: SourceText): Lexed {
  built ??= new Lexer(allTokens, { positionTracking: "full" });
  const { tokens, groups, errors } = built.tokenize(text);
  const diagnostics = errors.map(({ offset, length }) =>
    messages.unknownCharacter({ file, start: offset, end: offset + length }, text.slice(offset, offset + length)),
  );
  for (const token of tokens) {
    const span = { file, start: token.startOffset, end: token.startOffset + token.image.length };
    if (token.tokenType === BadNumber) diagnostics.push(messages.malformedNumber(span, token.image));
    if (token.tokenType === WronglyQuoted) diagnostics.push(messages.wrongQuotes(span));
    if (token.tokenType === UnclosedString) diagnostics.push(messages.unclosedText(span));
  }
  return { tokens, comments: groups["comments"] ?? [], diagnostics };
}
