import type { RunView } from "@infoplane/contracts";
import type { DrawnFigure } from "../../figures/draw-figures.ts";
import { recordsPath } from "../../export/records-path.ts";
import { collectTables } from "../../table/collect-tables.ts";
import { findFont } from "../../vega-lite/find-font.ts";
import { inlineValues } from "../../vega-lite/inline-values.ts";
import { markup, type Markup } from "../markup.ts";

/** Links to the files that the other reporters of this run write next to the page; undefined if there are none. */
export function fileLinks(run: RunView, figures: readonly DrawnFigure[]): Markup | undefined {
  const reporters = new Map(run.experiment.reports.map((use) => [use.name, use.options]));
  const lists: Markup[] = [];
  const records = new Set<string>();
  if (reporters.has("table")) {
    records.add(recordsPath(run, "csv"));
    const tables = collectTables(run).map(
      ({ name, title }) =>
        markup`<li>${title}: ${links(["md", "tex", "csv"].map((format) => `tables/${name}.${format}`))}</li>`,
    );
    lists.push(...tables);
  }
  const formats = reporters.get("records")?.["formats"];
  if (Array.isArray(formats)) {
    for (const format of ["csv", "parquet", "jsonl"] as const) {
      if (formats.includes(format)) records.add(recordsPath(run, format));
    }
  }
  if (records.size > 0)
    lists.push(markup`<li>${run.thinned ? "Records of some epochs" : "All records"}: ${links([...records])}</li>`);
  if (reporters.has("tensorboard"))
    lists.push(markup`<li>Scalars for TensorBoard: <a href="tensorboard/">tensorboard</a></li>`);
  if (reporters.has("vega-lite")) lists.push(...figures.flatMap((figure) => figureFiles(figure)));
  return lists.length > 0 ? markup`<ul class="files">${lists}</ul>` : undefined;
}

function figureFiles({ name, title, spec }: DrawnFigure): Markup[] {
  if (!spec) return [];
  const drawn = findFont() === undefined ? ["svg"] : ["svg", "pdf", "png"];
  const files = [...drawn, "vl.json"].map((format) => `figures/${name}.${format}`);
  return [markup`<li>${title}: ${links([...files, ...(inlineValues(spec) ? [`data/${name}.csv`] : [])])}</li>`];
}

/** Named by format: the item says what is in them. */
function links(paths: readonly string[]): Markup[] {
  return paths.map((path) => {
    const file = path.split("/").at(-1) ?? path;
    return markup`<a href="${path}" aria-label="${file}">${file.slice(file.indexOf(".") + 1)}</a> `;
  });
}
