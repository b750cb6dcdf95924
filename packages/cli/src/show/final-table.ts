import type { RunView } from "@infoplane/contracts";
import { finalRows, shareText, type FinalRow, type Summary } from "@infoplane/reporters";
import Table from "cli-table3";

interface Column {
  readonly title: string;
  readonly of: (row: FinalRow) => Summary | undefined;
  readonly format: (summary: Summary) => string;
}

const columns: readonly Column[] = [
  { title: "test accuracy", of: (row) => row.testAccuracy, format: shareText },
  { title: "train accuracy", of: (row) => row.trainAccuracy, format: shareText },
  { title: "test loss", of: (row) => row.testLoss, format: numberText },
];

/** Final accuracy and loss by arm, over finished seeds, for the terminal. Omits columns without any values. */
export function finalTable(run: RunView): string {
  const rows = finalRows(run);
  const shown = columns.filter(({ of }) => rows.some((row) => of(row) !== undefined));
  const head = ["arm", ...shown.map(({ title }) => title), "seeds"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) table.push([row.arm, ...shown.map((column) => cellText(row, column)), seedsText(row, shown)]);
  return table.toString();
}

/** `5 of 7`: seeds with a final value (fewest and most if the columns differ), out of those to be trained. */
function seedsText(row: FinalRow, shown: readonly Column[]): string {
  const counts = shown.length === 0 ? [0] : shown.map(({ of }) => of(row)?.n ?? 0);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return `${fewest < most ? `${fewest} to ` : ""}${most} of ${row.planned}`;
}

function cellText(row: FinalRow, { of, format }: Column): string {
  const summary = of(row);
  return summary ? format(summary) : "-";
}

/** `0.712 ± 0.004`: mean and standard deviation over seeds. */
function numberText({ mean, sd }: Summary): string {
  return sd === undefined ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${sd.toFixed(3)}`;
}
