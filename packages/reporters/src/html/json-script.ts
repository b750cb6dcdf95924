import { Markup } from "./markup.ts";

/** Data for the page's script. `<` is written as an escape, so that no text can end the element. */
export function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(/</g, "\\u003c").replace(/\u2028/g, "\\u2028").replace(/\u2029/g, "\\u2029");
  return new Markup(`<script type="application/json" id="${id}">${json}</script>`);
}
