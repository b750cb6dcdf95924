import type { MeasureSpec } from "@infoplane/contracts";
import { parse } from "@infoplane/dsl";

/** A `measure` statement that was asked for later: its text, and the measures that it means, in its order. */
export interface AskedLater {
  readonly text: string;
  readonly measures: readonly MeasureSpec[];
}

/** An experiment's text with what was asked for later and is not among its measures yet: one named twice would be wrong. */
export function measuredLater(source: string, { text, measures }: AskedLater, before: readonly MeasureSpec[]): string {
  const { ast } = parse({ file: "--with", text });
  const statements = (ast?.statements ?? []).filter((statement) => statement.kind === "measure");
  const calls = statements.flatMap(({ metrics }) => metrics);
  const isNew = (index: number): boolean => !before.some(({ label }) => label === measures[index]?.label);
  const kept = calls.filter((_, i) => isNew(i)).map(({ span }) => text.slice(span.start, span.end));
  if (kept.length === 0) return source;
  const clauses = text.slice(calls.at(-1)?.span.end);
  return `${source.trimEnd()}\n\n# measured later\nmeasure ${kept.join(", ")}${clauses}\n`;
}
