import { rounded } from "../vega-lite/spec-text.ts";
import { Markup } from "./markup.ts";

/** Data for the page's script. `<` is written as an escape, so that no text can end the element. */
export function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value, rounded).replace(/</g, "\\u003c");
  return new Markup(`<script type="application/json" id="${id}">${json}</script>`);
}
