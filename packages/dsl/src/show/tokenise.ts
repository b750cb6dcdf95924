import type { IToken } from "chevrotain";
import { tokenMatcher } from "../parse/chevrotain.ts";
import { lex } from "../parse/lexer.ts";
import * as t from "../parse/tokens.ts";

export type TokenKind = "keyword" | "name" | "number" | "string" | "comment" | "punctuation";

/** A coloured piece of a text: offsets count UTF-16 units, `end` is exclusive. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}

/** The words of a text and their kinds, in order, for syntax colouring. Never fails; unknown text is left out. */
export function tokenise(text: string): Token[] {
  const { tokens, comments } = lex({ file: "", text });
  let depth = 0;
  const words = tokens.flatMap((token, i): Token[] => {
    if (token.tokenType === t.LineBreak) return [];
    if (token.tokenType === t.LeftParen || token.tokenType === t.LeftBracket) depth++;
    if (token.tokenType === t.RightParen || token.tokenType === t.RightBracket) depth = Math.max(0, depth - 1);
    // A keyword counts only in its position: not as an argument, not as an option's name.
    const option = depth > 0 || tokens[i + 1]?.tokenType === t.Colon;
    return [{ ...placeOf(token), kind: kindOf(token, option) }];
  });
  const notes = comments.map((comment): Token => ({ ...placeOf(comment), kind: "comment" }));
  return [...words, ...notes].sort((a, b) => a.start - b.start);
}

function placeOf({ startOffset, image }: IToken) {
  return { start: startOffset, end: startOffset + image.length };
}

function kindOf(token: IToken, option: boolean): TokenKind {
  if (t.keywords.includes(token.tokenType) && !option) return "keyword";
  if (tokenMatcher(token, t.Name) || token.tokenType === t.TemplateName) return "name";
  if (tokenMatcher(token, t.NumberToken) || token.tokenType === t.Size) return "number";
  return tokenMatcher(token, t.StringToken) ? "string" : "punctuation";
}
