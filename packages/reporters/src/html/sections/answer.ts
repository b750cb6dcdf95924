import type { RunView } from "@infoplane/contracts";
import { finalColumns } from "../../table/final-columns.ts";
import { finalRows } from "../../table/final-rows.ts";
import { markup, type Markup } from "../markup.ts";

/** The table that a reader came for: what each arm ended with. */
export function answer(run: RunView): Markup {
  const columns = finalColumns(run);
  const rows = finalRows(run).map(
    (row) =>
      markup`<tr><th scope="row">${row.arm}</th>${columns.map(
        ({ text }) => markup`
<td>${text(row)}</td>`,
      )}</tr>`,
  );
  const header = columns.map(({ title }) => markup`<th scope="col">${title[0]?.toUpperCase()}${title.slice(1)}</th>`);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Final values by arm"><table>
<thead><tr><th scope="col">Arm</th>${header}</tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="note">After the last epoch: mean ± standard deviation over n seeds. Cells that did not finish are not counted.</p>`;
}
