import { codeFrameColumns } from "@babel/code-frame";
import type { Diagnostic, Span } from "@infoplane/contracts";
import type { SourceText } from "../parse/source-text.ts";

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

/** Diagnostics for a terminal: code, place, message, the lines around it, and what to do. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceText[],
  { color }: { readonly color: boolean },
): string {
  const palette = color ? coloured : uncoloured;
  return diagnostics.map((diagnostic) => formatOne(diagnostic, sources, palette)).join("\n\n");
}

function formatOne(
  { severity, code, message, hint, span }: Diagnostic,
  sources: readonly SourceText[],
  palette: Palette,
): string {
  const paint = palette[severity];
  const source = span && sources.find(({ file }) => file === span.file);
  const lines = [`${paint(severity)} ${palette.dim(code)} ${palette.strong(message)}`];
  if (span && source) {
    const { line, column } = positionOf(source.text, span.start);
    lines.push(palette.dim(`  at ${span.file}:${line}:${column}`), frame(source.text, span, paint, palette.dim));
  } else if (span) lines.push(palette.dim(`  in ${span.file}`));
  if (hint !== undefined) lines.push(`  ${palette.dim("hint:")} ${hint}`);
  return lines.join("\n");
}

/** Line and column from 1. */
function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

function frame(text: string, span: Span, paint: Paint, dim: Paint): string {
  const start = positionOf(text, span.start);
  // A statement of many lines is marked on its first one.
  const rest = /[\r\n]/.exec(text.slice(span.start, span.end))?.index;
  const end = rest === undefined ? span.end : span.start + rest;
  const location = { start, end: { line: start.line, column: start.column + Math.max(1, end - span.start) } };
  return codeFrameColumns(text, location, { linesAbove: 1, linesBelow: 1, highlightCode: false })
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
