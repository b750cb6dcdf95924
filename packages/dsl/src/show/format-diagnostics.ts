import { codeFrameColumns } from "@babel/code-frame";
import type { Diagnostic, Span } from "@infoplane/contracts";
import type { SourceText } from "../parse/source-text.ts";
import { Lines } from "./lines.ts";

type Paint = (text: string) => string;
interface Palette {
  readonly error: Paint;
  readonly warning: Paint;
  readonly dim: Paint;
  readonly strong: Paint;
}

const ansi =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = (text) => text;
const coloured: Palette = { error: ansi(31), warning: ansi(33), dim: ansi(2), strong: ansi(1) };
const uncoloured: Palette = { error: plain, warning: plain, dim: plain, strong: plain };
/** Nobody reads further; the rest is only counted. */
const mostShown = 50;
/** Of a line of the text. */
const mostColumns = 200;
/** Of a message or a hint, which may quote the text. */
const mostCharacters = 4000;

/** Diagnostics for a terminal: code, position, message, the surrounding lines, and what to do. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  { color }: { readonly color: boolean },
): string {
  const palette = color ? coloured : uncoloured;
  const lines = new Map(sources.map(({ file, text }) => [file, new Lines(text)]));
  const shown = diagnostics.slice(0, mostShown).map((diagnostic) => formatOne(diagnostic, lines, palette));
  const more = diagnostics.length - shown.length;
  return [...shown, ...(more > 0 ? [`... and ${more} more`] : [])].join("\n\n");
}

/** One line, for use without the text next to it: the position, then the message. */
export function inOneLine({ message, span }: Diagnostic, { file, text }: SourceText): string {
  if (span?.file !== file) return message;
  return `${file}:${new Lines(text).positionOf(span.start).line}: ${message}`;
}

function formatOne(
  { severity, code, message, hint, span }: Diagnostic,
  sources: ReadonlyMap<string, Lines>,
  palette: Palette,
): string {
  const paint = palette[severity];
  const source = span && sources.get(span.file);
  const lines = [`${paint(severity)} ${palette.dim(code)} ${palette.strong(readable(message))}`];
  if (span && source && !isWholeFile(span)) {
    const { line, column } = source.positionOf(span.start);
    lines.push(palette.dim(`  at ${span.file}:${line}:${column}`), frame(source, span, paint, palette.dim));
  } else if (span) lines.push(palette.dim(`  in ${span.file}`));
  if (hint !== undefined) lines.push(`  ${palette.dim("hint:")} ${readable(hint)}`);
  return lines.join("\n");
}

/** A problem of the whole file, such as one that is not text. */
const isWholeFile = ({ start, end }: Span): boolean => start === 0 && end === 0;

function readable(text: string): string {
  const whole = visible(text);
  return whole.length <= mostCharacters
    ? whole
    : `${whole.slice(0, mostCharacters)}… and ${whole.length - mostCharacters} more characters`;
}

/** Control and direction characters as symbols of one column: a source or a store must not steer the terminal. */
export function visible(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}

type Location = Record<"start" | "end", { readonly line: number; readonly column: number }>;

/** The same columns of all lines, if one of them is too long to read: some before the position and some after. */
function windowOn(
  lines: readonly string[],
  location: Location,
): { readonly text: string; readonly location: Location } {
  if (lines.every((line) => line.length <= mostColumns)) return { text: lines.join("\n"), location };
  const first = Math.max(0, location.start.column - 1 - mostColumns / 4);
  const cut = (line: string): string => {
    const part = line.slice(first, first + mostColumns);
    return (first > 0 ? "…" : "") + part + (line.length > first + mostColumns ? "…" : "");
  };
  const place = ({ line, column }: Location["start"]) => {
    return { line, column: Math.min(column - first + (first > 0 ? 1 : 0), mostColumns + 1) };
  };
  return { text: lines.map(cut).join("\n"), location: { start: place(location.start), end: place(location.end) } };
}

function frame(source: Lines, span: Span, paint: Paint, dim: Paint): string {
  const start = source.positionOf(span.start);
  // A span of several lines is marked on its first one.
  const rest = source.textOf(start.line, start.line).length - start.column + 1;
  const width = Math.max(1, Math.min(span.end - span.start, rest));
  const location: Location = { start, end: { line: start.line, column: start.column + width } };
  const startLine = Math.max(1, start.line - 1);
  // Only the visible lines are passed: the whole text would be split again for every problem.
  const options = { highlightCode: false, startLine };
  const text = visible(source.textOf(startLine, start.line + 1).replace(/\r\n?/g, "\n"));
  const window = windowOn(text.split("\n"), location);
  return codeFrameColumns(window.text, window.location, options)
    .split("\n")
    .map((line) => {
      if (/^\s+\|\s*\^/.test(line)) return paint(line);
      return line.replace(
        /^(>?)(\s*\d+ \|)/,
        (_, mark: string, gutter: string) => (mark ? paint(mark) : "") + dim(gutter),
      );
    })
    .join("\n");
}
