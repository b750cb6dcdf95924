import type { Diagnostic, Span } from "@infoplane/contracts";
import type { IToken, TokenType } from "chevrotain";
import * as messages from "../messages.ts";
import { tokenMatcher } from "./chevrotain.ts";
import * as t from "./tokens.ts";

const deepest = 100;
const closing = new Map<TokenType, TokenType>([
  [t.LeftBrace, t.RightBrace],
  [t.LeftParen, t.RightParen],
  [t.LeftBracket, t.RightBracket],
]);
const closers = new Set(closing.values());
const statementWords = new Set<TokenType>(Object.values(t.statementWords));
const clauseWords = new Set<TokenType>(Object.values(t.clauseWords));
/** After these a line goes on. */
const unfinished = new Set<TokenType>([t.Comma, t.Equals, t.Greater, t.Less, t.Tilde, t.Plus, t.Minus, t.Slash]);
/** What may follow a word that stands as a value: before anything else it begins a statement. */
const afterValue = new Set<TokenType>([
  t.Colon,
  t.Comma,
  t.RightParen,
  t.RightBracket,
  t.Plus,
  t.Minus,
  t.Slash,
  t.LeftParen,
  t.LineBreak,
]);

export interface Layout {
  /** Brackets are balanced; separators stand between statements only. Undefined when brackets nest too deep. */
  readonly tokens?: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Decides which line breaks and `;` separate statements, and makes brackets balanced, so that the grammar needs
 * neither and one forgotten bracket is one error. A line goes on inside ( ) and [ ], after a comma or an operator,
 * and before `{` or a word such as `with` or `every`.
 */
export function layout(tokens: readonly IToken[], file: string, length: number): Layout {
  const first = new LayoutPass(tokens, file, length, false).run();
  // Only a file that never closes a brace is read by its indentation: a statement at the margin ends what is open.
  return first.unclosedBraces ? new LayoutPass(tokens, file, length, true).run() : first;
}

interface Open {
  readonly token: IToken;
  /** Holds statements, not settings or layers. */
  readonly statements: boolean;
}

class LayoutPass {
  readonly #out: IToken[] = [];
  readonly #open: Open[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #separator: IToken | undefined;
  /** First token of the statement, setting or layer that is being read. */
  #first: IToken | undefined;
  #unclosedBraces = false;

  constructor(
    readonly input: readonly IToken[],
    readonly file: string,
    readonly length: number,
    readonly byMargin: boolean,
  ) {}

  run(): Layout & { readonly unclosedBraces: boolean } {
    for (let i = 0; i < this.input.length; i++) {
      this.#take(i);
      if (this.#open.length > deepest) {
        const span = this.#spanOf(this.input[i] as IToken);
        return { diagnostics: [...this.#diagnostics, messages.tooDeep(span, deepest)], unclosedBraces: false };
      }
    }
    this.#closeParens(this.length);
    this.#unclosedBraces = this.#open.length > 0;
    this.#closeBraces(this.length);
    return { tokens: this.#out, diagnostics: this.#diagnostics, unclosedBraces: this.#unclosedBraces };
  }

  #take(i: number): void {
    const token = this.input[i] as IToken;
    const type = token.tokenType;
    if (type === t.LineBreak) {
      this.#lineBreak(token, i);
      return;
    }
    if (this.byMargin && this.#open.length > 0 && token.startColumn === 1 && this.#beginsStatement(i)) {
      this.#closeParens(token.startOffset);
      this.#closeBraces(token.startOffset);
      this.#separator = token;
    }
    if (type === t.Separator || type === t.LeftBrace || type === t.RightBrace) this.#closeParens(token.startOffset);
    if (type === t.Separator) {
      this.#separator = token;
      return;
    }
    if (closers.has(type)) {
      this.#close(token);
      return;
    }
    const statements = this.#first === undefined || this.#first.tokenType === t.statementWords.Profile;
    this.#emit(token);
    if (closing.has(type)) {
      this.#open.push({ token, statements });
      if (type === t.LeftBrace) this.#first = undefined;
    }
  }

  #lineBreak(token: IToken, i: number): void {
    const next = this.input[i + 1];
    if (this.#inParens()) {
      if (!this.#beginsStatement(i + 1)) return;
      this.#closeParens(token.startOffset);
    }
    const before = this.#out.at(-1);
    if (before && this.#separator === undefined && unfinished.has(before.tokenType)) return;
    if (this.#first?.tokenType === t.statementWords.Claim && before && tokenMatcher(before, t.StringToken)) return;
    if (next?.tokenType === t.LeftBrace) return;
    const statements = this.#open.at(-1)?.statements ?? true;
    if (next && statements && clauseWords.has(next.tokenType)) return;
    this.#separator ??= token;
  }

  #emit(token: IToken): void {
    const before = this.#out.at(-1);
    const starts = before === undefined || before.tokenType === t.LeftBrace;
    const afterBlock =
      before?.tokenType === t.RightBrace && !tokenMatcher(token, t.clauseWords.For) && !closers.has(token.tokenType);
    if (token.tokenType !== t.RightBrace && !starts && (this.#separator ?? afterBlock)) {
      const at = this.#separator ?? token;
      this.#out.push({ ...at, tokenType: t.Separator, tokenTypeIdx: t.Separator.tokenTypeIdx as number });
      this.#first = undefined;
    }
    this.#separator = undefined;
    this.#first ??= token;
    this.#out.push(token);
  }

  #close(token: IToken): void {
    const open = this.#open.at(-1);
    if (!open || closing.get(open.token.tokenType) !== token.tokenType) {
      this.#diagnostics.push(messages.unexpectedClosing(this.#spanOf(token), token.image));
      return;
    }
    this.#open.pop();
    this.#emit(token);
  }

  #inParens(): boolean {
    const open = this.#open.at(-1);
    return open !== undefined && open.token.tokenType !== t.LeftBrace;
  }

  #closeParens(offset: number): void {
    while (this.#inParens()) this.#supply(this.#open.pop() as Open, offset);
  }

  #closeBraces(offset: number): void {
    for (let open = this.#open.pop(); open; open = this.#open.pop()) this.#supply(open, offset);
  }

  /** The bracket that is missing, of no width. */
  #supply({ token }: Open, offset: number): void {
    const type = closing.get(token.tokenType) as TokenType;
    this.#diagnostics.push(messages.unclosed(this.#spanOf(token), token.image));
    const place = { startOffset: offset, endOffset: offset - 1, startLine: token.startLine ?? 1, startColumn: 1 };
    this.#emit({ image: "", tokenType: type, tokenTypeIdx: type.tokenTypeIdx as number, ...place });
  }

  #beginsStatement(i: number): boolean {
    const token = this.input[i];
    const next = this.input[i + 1];
    if (!token || !statementWords.has(token.tokenType)) return false;
    return next !== undefined && !afterValue.has(next.tokenType);
  }

  #spanOf(token: IToken): Span {
    return { file: this.file, start: token.startOffset, end: token.startOffset + token.image.length };
  }
}
