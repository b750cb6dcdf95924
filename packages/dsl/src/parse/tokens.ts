import type { ITokenConfig, TokenType } from "chevrotain";
import { createToken, Lexer } from "./chevrotain.ts";

/** Any token: used to skip an unknown statement. */
export const Loose = createToken({ name: "Loose", pattern: Lexer.NA });

const loose = (config: ITokenConfig): TokenType => createToken({ categories: Loose, ...config });

export const Name = loose({ name: "Name", label: "a name", pattern: /[A-Za-z_]\w*(?:-\w+)*/ });

/** Words with a meaning in certain positions. Each one is also a Name: no word is reserved. */
const words: TokenType[] = [];
function word(text: string): TokenType {
  const name = text.charAt(0).toUpperCase() + text.slice(1);
  const token = createToken({ name, label: `\`${text}\``, pattern: text, longer_alt: Name, categories: Name });
  words.push(token);
  return token;
}

export const statementWords = {
  Experiment: word("experiment"),
  Seeds: word("seeds"),
  Let: word("let"),
  Use: word("use"),
  Dataset: word("dataset"),
  Architecture: word("architecture"),
  Train: word("train"),
  Measure: word("measure"),
  Sensitivity: word("sensitivity"),
  Checkpoints: word("checkpoints"),
  Report: word("report"),
  Claim: word("claim"),
  Profile: word("profile"),
} as const;

export const architectureWords = {
  Block: word("block"),
  Repeat: word("repeat"),
  Classifier: word("classifier"),
  /** The former name of the classifier. */
  Head: word("head"),
} as const;

/** Words that continue a statement, so that the preceding line may end before them. */
export const clauseWords = {
  With: word("with"),
  For: word("for"),
  In: word("in"),
  On: word("on"),
  Every: word("every"),
  At: word("at"),
  By: word("by"),
  Within: word("within"),
  Over: word("over"),
} as const;

export const End = word("end");
export const Epochs = word("epochs");
export const Epoch = word("epoch");
export const keywords: readonly TokenType[] = words;

/** `blocks-{k}`, right after `train`. Elsewhere `block{relu}` is a block. */
const template = /[\w-]*(?:\{[A-Za-z_][\w-]*\}[\w-]*)+/y;
export const TemplateName = loose({
  name: "TemplateName",
  label: "a name",
  line_breaks: false,
  start_chars_hint: Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).filter((char) => /[\w{]/.test(char)),
  pattern: {
    exec(text: string, offset: number, tokens: readonly { tokenType: TokenType }[]) {
      if (tokens.at(-1)?.tokenType !== statementWords.Train) return null;
      template.lastIndex = offset;
      return template.exec(text);
    },
  },
});

export const NumberToken = loose({
  name: "Number",
  label: "a number",
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+|%)?(?!\w|\.\d|%)/,
});
export const Size = loose({ name: "Size", label: "a size", pattern: /\d+(?:x\d+)+(?!\w|\.\d)/ });
/** Parsed as a number; the lexer's caller reports it. */
export const BadNumber = loose({
  name: "BadNumber",
  label: "a number",
  pattern: /\.?\d\w*(?:\.\w+)*%*/,
  categories: NumberToken,
});
export const StringToken = loose({ name: "String", label: "a text in quotes", pattern: /"(?:[^"\\\r\n]|\\.)*"/ });
/** Parsed as a string; the lexer's caller reports it. */
export const UnclosedString = loose({ name: "UnclosedString", pattern: /"[^\r\n]*/, categories: StringToken });
/** A text quoted as in word processors and Python. Parsed as a string; the lexer's caller reports it. */
export const WronglyQuoted = loose({
  name: "WronglyQuoted",
  pattern: /[“„‘’'][^\r\n“”‘’']*[“”‘’']/,
  categories: StringToken,
});

export const LineBreak = createToken({ name: "LineBreak", pattern: /\r\n|\n|\r/, line_breaks: true });
export const Semicolon = createToken({ name: "Semicolon", pattern: ";" });
const Comment = createToken({ name: "Comment", pattern: /#[^\r\n]*/, group: "comments" });
const Blank = createToken({ name: "Blank", pattern: /[ \t\u00a0\ufeff]+/, group: Lexer.SKIPPED });

const sign = (name: string, text: string): TokenType => loose({ name, label: `\`${text}\``, pattern: text });
export const LeftBrace = createToken({ name: "LeftBrace", label: "`{`", pattern: "{" });
export const RightBrace = createToken({ name: "RightBrace", label: "`}`", pattern: "}" });
/** `{ ... }` as one token, with its contents as the payload. Made by `layout`. */
export const Braces = loose({ name: "Braces", label: "`{`", pattern: Lexer.NA });
export const LeftParen = sign("LeftParen", "(");
export const RightParen = sign("RightParen", ")");
export const LeftBracket = sign("LeftBracket", "[");
export const RightBracket = sign("RightBracket", "]");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const Equals = sign("Equals", "=");
export const Range = sign("Range", "..");
export const Dot = sign("Dot", ".");
export const Greater = sign("Greater", ">");
export const Less = sign("Less", "<");
export const Tilde = sign("Tilde", "~");
export const Plus = sign("Plus", "+");
export const Minus = sign("Minus", "-");
export const Star = sign("Star", "*");
export const Slash = sign("Slash", "/");

/** In the order in which they are tried. */
export const allTokens: TokenType[] = [
  Blank,
  LineBreak,
  Comment,
  TemplateName,
  // Longer ones first: `with` would match the beginning of `within`.
  ...words.toSorted((a, b) => b.name.length - a.name.length),
  Name,
  Size,
  NumberToken,
  BadNumber,
  StringToken,
  UnclosedString,
  WronglyQuoted,
  Range,
  Dot,
  LeftBrace,
  RightBrace,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  Comma,
  Semicolon,
  Colon,
  Equals,
  Greater,
  Less,
  Tilde,
  Plus,
  Minus,
  Star,
  Slash,
  Braces,
  Loose,
];
