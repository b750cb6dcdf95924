import type { ReportFile, RunView } from "@infoplane/contracts";
import { csv } from "../csv.ts";
import { formatNumber } from "../format/format-number.ts";
import type { Summary } from "../stats/summary.ts";
import { finalColumns } from "./final-columns.ts";
import { finalRows, type FinalRow } from "./final-rows.ts";
import { markdownTable } from "./markdown-table.ts";
import { nhsicRows, type NhsicRow } from "./nhsic-rows.ts";

/** Final values and nHSIC as Markdown and CSV, and all records as CSV. */
// eslint-disable-next-line @typescript-eslint/require-await -- reporters are asynchronous, tables are not
export async function* renderTables(run: RunView): AsyncGenerator<ReportFile> {
  const final = finalRows(run);
  yield { path: "tables/final.md", content: finalMarkdown(run, final) };
  yield { path: "tables/final.csv", content: csv(final.map(finalValues)) };
  const nhsic = nhsicRows(run);
  if (nhsic.length > 0) {
    yield { path: "tables/nhsic.md", content: nhsicMarkdown(nhsic) };
    yield { path: "tables/nhsic.csv", content: csv(nhsic.map(nhsicValues)) };
  }
  yield { path: "data/records.csv", content: csv(run.records, recordColumns(run)) };
}

/** The columns of the contract, then those of metrics by name, so that two runs give files that compare. */
function recordColumns(run: RunView): string[] {
  const first = ["cell", "arm", "seed", "epoch", "step", "quantity", "split", "layer", "depth", "value"];
  const others = new Set(run.records.flatMap((record) => Object.keys(record)));
  return [...first, ...[...others].filter((column) => !first.includes(column)).sort()];
}

function finalMarkdown(run: RunView, rows: readonly FinalRow[]): string {
  const columns = finalColumns(run);
  return markdownTable(
    ["arm", ...columns.map(({ title }) => title)],
    rows.map((row) => [row.arm, ...columns.map(({ text }) => text(row))]),
  );
}

function nhsicMarkdown(rows: readonly NhsicRow[]): string {
  return markdownTable(
    ["arm", "block", "quantity", "raw", "expected by chance", "corrected"],
    rows.map((row) => [
      row.arm,
      row.block,
      row.quantity,
      formatNumber(row.raw, 2),
      row.nullMean ? row.nullMean.mean.toFixed(2) : "",
      row.corrected ? formatNumber(row.corrected) : "",
    ]),
  );
}

function finalValues(row: FinalRow) {
  return {
    arm: row.arm,
    n: row.testAccuracy?.n ?? 0,
    ...columns("test_accuracy", row.testAccuracy),
    ...columns("train_accuracy", row.trainAccuracy),
    ...columns("test_loss", row.testLoss),
    ...columns("seconds", row.seconds),
  };
}

function nhsicValues(row: NhsicRow) {
  return {
    arm: row.arm,
    depth: row.depth,
    block: row.block,
    quantity: row.quantity,
    n: row.raw.n,
    ...columns("raw", row.raw),
    ...columns("null", row.nullMean),
    ...columns("corrected", row.corrected),
  };
}

function columns(name: string, summary: Summary | undefined) {
  return { [`${name}_mean`]: summary?.mean, [`${name}_sd`]: summary?.sd };
}
