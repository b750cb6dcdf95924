import type { Table } from "../../table/table.ts";
import { markup, type Markup } from "../markup.ts";

/** A table with its note and buttons that save it. */
export function tableBlock(table: Table): Markup {
  const { name, title, note, columns, rows } = table;
  const body = rows.map(
    ([head, ...cells]) =>
      markup`<tr><th scope="row">${head?.text ?? ""}</th>${cells.map(({ text, best }) => (best ? markup`<td><strong>${text}</strong></td>` : markup`<td>${text}</td>`))}</tr>`,
  );
  return markup`<div class="table" id="table-${name}"><h3>${title}</h3>
<div class="scroll" data-live="table-${name}" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div>
<p class="note">${note}</p>
<div class="save"><span>Save table</span>${(["csv", "md", "tex"] as const).map(
    (format) =>
      markup`<button type="button" data-table="${name}" data-save="${format}" aria-label="Save ${title} as ${labels[format]}">${labels[format]}</button>`,
  )}</div></div>`;
}

const labels = { csv: "CSV", md: "Markdown", tex: "LaTeX" } as const;
