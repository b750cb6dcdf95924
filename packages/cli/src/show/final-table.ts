import type { RunView } from "@infoplane/contracts";
import { finalRows, type Summary } from "@infoplane/reporters";
import Table from "cli-table3";

/** Final accuracy and loss by arm, over finished seeds, for the terminal. */
export function finalTable(run: RunView): string {
  const head = ["arm", "test accuracy", "train accuracy", "test loss", "seeds"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { arm, testAccuracy, trainAccuracy, testLoss } of finalRows(run)) {
    const seeds = (testAccuracy ?? testLoss)?.n ?? 0;
    table.push([arm, spread(testAccuracy), spread(trainAccuracy), spread(testLoss), seeds]);
  }
  return table.toString();
}

/** `0.712 ± 0.004`: mean and standard deviation over seeds. */
function spread(summary: Summary | undefined): string {
  if (!summary) return "-";
  const { mean, sd } = summary;
  return sd === undefined ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${sd.toFixed(3)}`;
}
