import type { Span } from "@infoplane/contracts";

export interface Marked {
  /** The text without its markers. */
  readonly text: string;
  /** What was between `<|` and `|>`, ordered by start. */
  readonly spans: readonly Span[];
}

/** Extracts positions from a text: `conv <|wide|>` is the text `conv wide` and the span of `wide`. Markers may nest. */
export function readMarkers(marked: string, file = "test.exp"): Marked {
  const spans: { file: string; start: number; end: number }[] = [];
  const open: number[] = [];
  let text = "";
  for (const piece of marked.split(/(<\||\|>)/)) {
    if (piece === "<|") open.push(spans.push({ file, start: text.length, end: text.length }) - 1);
    else if (piece === "|>") {
      const span = spans[open.pop() ?? -1];
      if (!span) throw new Error("a marker is closed that was not opened");
      span.end = text.length;
    } else text += piece;
  }
  if (open.length > 0) throw new Error("a marker is not closed");
  return { text, spans };
}
