import type { RunView } from "@infoplane/contracts";
import type { DrawnFigure } from "../../figures/draw-figures.ts";
import { nhsicRows } from "../../table/nhsic-rows.ts";
import { findFont } from "../../vega-lite/find-font.ts";
import { inlineValues } from "../../vega-lite/inline-values.ts";
import { markup, type Markup } from "../markup.ts";

/** Links to the files that the other reporters of this run leave beside the page; undefined when there are none. */
export function fileLinks(run: RunView, figures: readonly DrawnFigure[]): Markup | undefined {
  const reporters = new Set(run.experiment.reports.map((use) => use.name));
  const lists: Markup[] = [];
  const hasPng = findFont() !== undefined;
  if (reporters.has("table")) {
    const tables = [
      "tables/final.md",
      "tables/final.csv",
      ...(nhsicRows(run).length > 0 ? ["tables/nhsic.md", "tables/nhsic.csv"] : []),
    ];
    lists.push(markup`<li>Tables: ${links(tables)}</li>`, markup`<li>All records: ${links(["data/records.csv"])}</li>`);
  }
  if (reporters.has("vega-lite")) {
    for (const { name, title, spec } of figures) {
      if (!spec) continue;
      const files = [`figures/${name}.svg`, ...(hasPng ? [`figures/${name}.png`] : []), `figures/${name}.vl.json`];
      lists.push(markup`<li>${title}: ${links([...files, ...(inlineValues(spec) ? [`data/${name}.csv`] : [])])}</li>`);
    }
  }
  return lists.length > 0 ? markup`<ul class="files">${lists}</ul>` : undefined;
}

function links(paths: readonly string[]): Markup[] {
  return paths.map((path) => markup`<a href="${path}">${path.split("/").at(-1)}</a> `);
}
