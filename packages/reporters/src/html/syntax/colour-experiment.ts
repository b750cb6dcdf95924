import { tokenise, type TokenKind } from "@infoplane/dsl";
import { markup, type Markup } from "../markup.ts";

const coloured: readonly TokenKind[] = ["keyword", "number", "string", "comment"];

/** The experiment's text with its words marked for colours. Never fails: what is not recognised stays plain text. */
export function colourExperiment(text: string): Markup {
  const parts: (Markup | string)[] = [];
  let end = 0;
  for (const token of tokenise(text)) {
    if (!coloured.includes(token.kind)) continue;
    parts.push(text.slice(end, token.start));
    parts.push(markup`<span class="t-${token.kind}">${text.slice(token.start, token.end)}</span>`);
    end = token.end;
  }
  return markup`${parts}${text.slice(end)}`;
}
