import type { ReportFile, RunView } from "@infoplane/contracts";
import { csv } from "../export/csv.ts";
import { recordsCsv } from "../export/records-csv.ts";
import { recordsPath } from "../export/records-path.ts";
import { collectTables } from "./collect-tables.ts";
import { toLatex } from "./to-latex.ts";
import { toMarkdown } from "./to-markdown.ts";

/** Every table as Markdown, LaTeX and CSV, and all records as CSV. */
// eslint-disable-next-line @typescript-eslint/require-await -- reporters are asynchronous, tables are not
export async function* renderTables(run: RunView): AsyncGenerator<ReportFile> {
  for (const table of collectTables(run)) {
    yield { path: `tables/${table.name}.md`, content: toMarkdown(table) };
    yield { path: `tables/${table.name}.tex`, content: toLatex(table) };
    yield { path: `tables/${table.name}.csv`, content: csv(table.values, { leftOut: run.leftOut }) };
  }
  yield { path: recordsPath(run, "csv"), content: recordsCsv(run) };
}
