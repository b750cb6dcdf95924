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
  for (const row of rows) table.push([row.arm, ...shown.map(([, of]) => spread(of(row))), row.seconds?.n ?? 0]);
  return table.toString();
}

/** `0.712 ± 0.004`: mean and standard deviation over seeds. */
function spread(summary: Summary | undefined): string {
  if (!summary) return "-";
  const { mean, sd } = summary;
  return sd === undefined ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${sd.toFixed(3)}`;
}
