import type { Diagnostic, Span } from "@infoplane/contracts";
import type { IToken, TokenType } from "chevrotain";
import * as messages from "../messages.ts";
import { tokenMatcher } from "./chevrotain.ts";
import * as t from "./tokens.ts";

const deepest = 100;
const closing = new Map<TokenType, TokenType>([
  [t.LeftParen, t.RightParen],
  [t.LeftBracket, t.RightBracket],
]);
const closers = new Set(closing.values());
const statementWords = new Set<TokenType>(Object.values(t.statementWords));
const clauseWords = new Set<TokenType>(Object.values(t.clauseWords));
/** After these tokens a line continues. */
const unfinished = new Set<TokenType>([t.Comma, t.Equals, t.Greater, t.Less, t.Tilde, t.Plus, t.Minus, t.Slash]);
/** A claim also continues before these: nothing else begins with them. */
const betweenSides = new Set<TokenType>([t.Greater, t.Less, t.Tilde, t.Plus, t.Minus]);
/** What may follow a word that is a value: before anything else it begins a statement. */
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

/** The tokens of one statement, setting or layer; anything in braces is one token with its own items. */
export type Item = readonly IToken[];

export interface Layout {
  /** Undefined if brackets nest too deeply. */
  readonly items?: readonly Item[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Cuts a text into items, at line breaks and `;`, and balances brackets, so that each item can be parsed separately and
 * a mistake stays local. A line continues inside ( ) and [ ], after a comma or an operator, and before `{` or a word
 * such as `with` or `every`; a claim also before `>`, `<`, `~`, `+` and `-`. After `}` the separator is optional.
 */
export function layout(tokens: readonly IToken[], file: string, length: number): Layout {
  const first = new LayoutPass(tokens, file, length, false).run();
  // Indentation matters only if a brace is never closed: a statement at the margin then ends whatever is open.
  return first.unclosedBraces ? new LayoutPass(tokens, file, length, true).run() : first;
}

/** The contents of one pair of braces, or the file. */
interface Frame {
  readonly brace?: IToken;
  /** Contains statements, not settings or layers. */
  readonly statements: boolean;
  readonly items: Item[];
  item: IToken[];
  /** Open ( and [ of the item. */
  readonly parens: IToken[];
}

class LayoutPass {
  readonly #frames: Frame[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #top: Frame = { statements: true, items: [], item: [], parens: [] };

  constructor(
    readonly input: readonly IToken[],
    readonly file: string,
    readonly length: number,
    readonly byMargin: boolean,
  ) {}

  run(): Layout & { readonly unclosedBraces: boolean } {
    for (let i = 0; i < this.input.length; i++) {
      this.#take(i);
      if (this.#frames.length + this.#top.parens.length > deepest) {
        const span = this.#spanOf(this.input[i] as IToken);
        return { diagnostics: [...this.#diagnostics, messages.tooDeep(span, deepest)], unclosedBraces: false };
      }
    }
    const unclosedBraces = this.#frames.length > 0;
    this.#closeAll(this.length);
    this.#endItem();
    return { items: this.#top.items, diagnostics: this.#diagnostics, unclosedBraces };
  }

  #take(i: number): void {
    const token = this.input[i] as IToken;
    const type = token.tokenType;
    if (type === t.LineBreak) {
      if (!this.#goesOn(i)) this.#endItem(token.startOffset);
      return;
    }
    if (this.byMargin && this.#frames.length > 0 && token.startColumn === 1 && this.#beginsStatement(i)) {
      this.#closeAll(token.startOffset);
      this.#endItem();
    }
    if (type === t.Semicolon) this.#endItem(token.startOffset);
    else if (type === t.LeftBrace) this.#openBrace(token);
    else if (type === t.RightBrace) this.#closeBrace(token);
    else if (closers.has(type)) this.#closeParen(token);
    else {
      const { item } = this.#top;
      if (item.at(-1)?.tokenType === t.Braces && type !== t.clauseWords.For) this.#endItem();
      this.#top.item.push(token);
      if (closing.has(type)) this.#top.parens.push(token);
    }
  }

  /** Whether the statement continues after the line break at `i`. */
  #goesOn(i: number): boolean {
    const { item, parens, statements } = this.#top;
    const next = this.input[i + 1];
    if (this.#beginsStatement(i + 1)) return false;
    if (parens.length > 0 || next?.tokenType === t.LeftBrace) return true;
    const before = item.at(-1);
    if (!before || !next) return false;
    if (unfinished.has(before.tokenType)) return true;
    const isClaim = item[0]?.tokenType === t.statementWords.Claim;
    if (isClaim && (tokenMatcher(before, t.StringToken) || betweenSides.has(next.tokenType))) return true;
    return statements && clauseWords.has(next.tokenType);
  }

  #endItem(offset = this.length): void {
    this.#closeParens(offset);
    if (this.#top.item.length > 0) this.#top.items.push(this.#top.item);
    this.#top.item = [];
  }

  #openBrace(brace: IToken): void {
    this.#closeParens(brace.startOffset);
    if (this.#top.item.at(-1)?.tokenType === t.Braces) this.#endItem();
    this.#frames.push(this.#top);
    const statements = this.#top.item[0]?.tokenType === t.statementWords.Profile;
    this.#top = { brace, statements, items: [], item: [], parens: [] };
  }

  #closeBrace(token: IToken): void {
    this.#closeParens(token.startOffset);
    if (this.#frames.length > 0) this.#closeFrame(token.startOffset + 1);
    else this.#diagnostics.push(messages.unexpectedClosing(this.#spanOf(token), token.image));
  }

  #closeFrame(end: number): void {
    this.#endItem(end);
    const { brace, items } = this.#top;
    this.#top = this.#frames.pop() as Frame;
    const type = { tokenType: t.Braces, tokenTypeIdx: t.Braces.tokenTypeIdx as number };
    this.#top.item.push({ ...(brace as IToken), ...type, endOffset: end - 1, payload: items });
  }

  #closeParen(token: IToken): void {
    const open = this.#top.parens.at(-1);
    if (open && closing.get(open.tokenType) === token.tokenType) {
      this.#top.parens.pop();
      this.#top.item.push(token);
    } else this.#diagnostics.push(messages.unexpectedClosing(this.#spanOf(token), token.image));
  }

  /** Inserts missing brackets, with zero width. */
  #closeParens(offset: number): void {
    for (let open = this.#top.parens.pop(); open; open = this.#top.parens.pop()) {
      this.#diagnostics.push(messages.unclosed(this.#spanOf(open), open.image));
      const tokenType = closing.get(open.tokenType) as TokenType;
      const type = { tokenType, tokenTypeIdx: tokenType.tokenTypeIdx as number };
      this.#top.item.push({ image: "", startOffset: offset, endOffset: offset - 1, ...type });
    }
  }

  #closeAll(offset: number): void {
    this.#closeParens(offset);
    while (this.#frames.length > 0) {
      const { brace } = this.#top;
      if (brace) this.#diagnostics.push(messages.unclosed(this.#spanOf(brace), brace.image));
      this.#closeFrame(offset);
    }
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
