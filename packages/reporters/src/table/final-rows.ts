import type { RunView } from "@infoplane/contracts";
import { finalRecords } from "../select/final-records.ts";
import { seedCount } from "../select/planned-seeds.ts";
import { splitRecords } from "../select/split-records.ts";
import { summarise, type Summary } from "../stats/summary.ts";

/** The final results of an arm, over its finished seeds. */
export interface FinalRow {
  readonly arm: string;
  /** Number of seeds that it was to be trained with. */
  readonly planned: number;
  readonly testAccuracy: Summary | undefined;
  readonly trainAccuracy: Summary | undefined;
  readonly testLoss: Summary | undefined;
  /** Of the finished cells: training and measuring. */
  readonly seconds: Summary | undefined;
}

/** One row per arm, in the order of the experiment, including arms that have no final value yet. */
export function finalRows(run: RunView): FinalRow[] {
  const records = ["accuracy", "loss"].flatMap((quantity) => finalRecords(run, splitRecords(run, quantity)));
  return run.experiment.arms.map(({ name: arm }) => {
    const values = (quantity: string, split: "train" | "test") =>
      summarise(
        records
          .filter((r) => r.arm === arm && r.quantity === quantity && r.split === split)
          .flatMap((r) => r.value ?? []),
      );
    return {
      arm,
      planned: seedCount(run, arm),
      testAccuracy: values("accuracy", "test"),
      trainAccuracy: values("accuracy", "train"),
      testLoss: values("loss", "test"),
      seconds: summarise(
        run.cells.flatMap((cell) => (cell.arm === arm && cell.status.state === "done" ? cell.status.seconds : [])),
      ),
    };
  });
}
