import type { RunView } from "@infoplane/contracts";
import { warnings } from "../../select/warnings.ts";
import { markup, type Markup } from "../markup.ts";

/** What a reader must know before believing the numbers; an empty place when there is nothing. */
export function notices(run: RunView): Markup {
  const list = warnings(run);
  const box =
    list.length > 0
      ? markup`<div class="warnings" role="note" aria-label="Warnings"><ul>${list.map((text) => markup`<li>${text}</li>`)}</ul></div>`
      : undefined;
  return markup`<div data-live="notices">${box}</div>`;
}
