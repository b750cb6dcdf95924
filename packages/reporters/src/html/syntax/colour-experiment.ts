import { markup, type Markup } from "../markup.ts";

const keywords = new Set(
  (
    "experiment seeds dataset architecture block head repeat train with measure on every epoch epochs step steps at end " +
    "claim report profile use for in let sensitivity over by within if then to from"
  ).split(" "),
);

/** Comment, string, number (with unit), word, anything else: in this order at every place. */
const token =
  /(#[^\n]*)|("(?:[^"\\\n]|\\.)*"?)|(\b\d+(?:x\d+)+\b|\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?%?)|([A-Za-z][\w-]*)|([^#"A-Za-z\d]+|.)/gs;

/** The experiment's text with its words marked for colours. Never fails: what is not recognised stays plain text. */
export function colourExperiment(text: string): Markup {
  let depth = 0;
  const parts: (Markup | string)[] = [];
  for (const [whole, comment, string, number, word, other] of text.matchAll(token)) {
    if (comment !== undefined) parts.push(markup`<span class="t-comment">${whole}</span>`);
    else if (string !== undefined) parts.push(markup`<span class="t-string">${whole}</span>`);
    else if (number !== undefined) parts.push(markup`<span class="t-number">${whole}</span>`);
    else if (word !== undefined && depth === 0 && keywords.has(word))
      parts.push(markup`<span class="t-keyword">${whole}</span>`);
    else parts.push(whole);
    for (const character of other ?? "") {
      if (character === "(" || character === "[") depth++;
      if (character === ")" || character === "]") depth = Math.max(0, depth - 1);
    }
  }
  return markup`${parts}`;
}
