import type { RunView } from "@infoplane/contracts";
import { formatDuration } from "../format/format-duration.ts";
import { formatNumber } from "../format/format-number.ts";
import { formatShare } from "../format/format-share.ts";
import type { Summary } from "../stats/summary.ts";
import type { FinalRow } from "./final-rows.ts";

/** A column of the table of final values, for readers. */
export interface FinalColumn {
  readonly title: string;
  readonly text: (row: FinalRow) => string;
}

/** What an arm ended with, as text. A quantity that the experiment does not measure has no column. */
export function finalColumns(run: RunView): FinalColumn[] {
  return [
    ...(isMeasured(run, "accuracy", "test") ? [column("test accuracy", (row) => row.testAccuracy, formatShare)] : []),
    ...(isMeasured(run, "accuracy", "train")
      ? [column("train accuracy", (row) => row.trainAccuracy, formatShare)]
      : []),
    ...(isMeasured(run, "loss", "test") ? [column("test loss", (row) => row.testLoss, formatNumber)] : []),
    column(
      "time per seed",
      (row) => row.seconds,
      ({ mean }) => formatDuration(mean),
    ),
  ];
}

function column(
  title: string,
  of: (row: FinalRow) => Summary | undefined,
  format: (summary: Summary) => string,
): FinalColumn {
  const text = (row: FinalRow) => {
    const summary = of(row);
    return summary ? format(summary) : "not finished";
  };
  return { title, text };
}

/** Asked of the experiment too: what is measured at the end has no record before the first cell is finished. */
function isMeasured(run: RunView, quantity: string, split: "train" | "test"): boolean {
  const splits = [undefined, "both", split] as const;
  return (
    run.experiment.measures.some(
      ({ name, options }) => name === quantity && splits.some((s) => s === options["split"]),
    ) || run.records.some((record) => record.quantity === quantity && record.split === split)
  );
}
