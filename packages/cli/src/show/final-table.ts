import type { RunView } from "@infoplane/contracts";
import Table from "cli-table3";
import { mean, sampleStandardDeviation } from "simple-statistics";

/** Final accuracy and loss by arm, over seeds, for the terminal. */
export function finalTable({ experiment, records }: RunView): string {
  const table = new Table({
    head: ["arm", "test accuracy", "train accuracy", "test loss", "seeds"],
    style: { head: [], border: [] },
  });
  for (const { name: arm, training } of experiment.arms) {
    const final = records.filter((record) => record.arm === arm && record.epoch === training.epochs);
    const values = (quantity: string, split: string): number[] =>
      final.filter((r) => r.quantity === quantity && r.split === split).flatMap((r) => r.value ?? []);
    const seeds = new Set(final.map(({ seed }) => seed)).size;
    table.push([
      arm,
      spread(values("accuracy", "test")),
      spread(values("accuracy", "train")),
      spread(values("loss", "test")),
      seeds,
    ]);
  }
  return table.toString();
}

/** `0.712 ± 0.004`: mean and standard deviation over seeds. */
function spread(values: readonly number[]): string {
  if (values.length === 0) return "-";
  const centre = mean([...values]).toFixed(3);
  return values.length === 1 ? centre : `${centre} ± ${sampleStandardDeviation([...values]).toFixed(3)}`;
}
