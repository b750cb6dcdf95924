import type { RunView } from "@infoplane/contracts";
import { finalRows, type FinalRow, type Summary } from "@infoplane/reporters";
import Table from "cli-table3";

const columns: readonly (readonly [title: string, of: (row: FinalRow) => Summary | undefined])[] = [
  ["test accuracy", (row) => row.testAccuracy],
  ["train accuracy", (row) => row.trainAccuracy],
  ["test loss", (row) => row.testLoss],
];

/** Final accuracy and loss by arm, over finished seeds, for the terminal. What nothing measured has no column. */
export function finalTable(run: RunView): string {
  const rows = finalRows(run);
  const shown = columns.filter(([, of]) => rows.some((row) => of(row) !== undefined));
  const head = ["arm", ...shown.map(([title]) => title), "seeds"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) table.push([row.arm, ...shown.map(([, of]) => spread(of(row))), counted(row, shown)]);
  return table.toString();
}

/** `5 of 7`: seeds with a final value, fewest and most where the columns differ, of those that were to be trained. */
function counted(row: FinalRow, shown: typeof columns): string {
  const counts = shown.map(([, of]) => of(row)?.n ?? 0);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return `${fewest < most ? `${fewest} to ` : ""}${most} of ${row.planned}`;
}

/** `0.712 ± 0.004`: mean and standard deviation over seeds. */
function spread(summary: Summary | undefined): string {
  if (!summary) return "-";
  const { mean, sd } = summary;
  return sd === undefined ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${sd.toFixed(3)}`;
}
