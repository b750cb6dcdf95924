import type { RunRecord, RunView } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { drawFigures } from "../figures/draw-figures.ts";
import { finalRows } from "../table/final-rows.ts";
import { sampleRun } from "../test/sample-run.ts";
import { splitRecords } from "./split-records.ts";

/** `measure accuracy every 1 epoch`, then `measure accuracy(test) at end`, which gives 0.5 to tell them apart. */
function measuredTwice(order: "first" | "last"): RunView {
  const run = sampleRun({ seeds: [1, 2], epochs: 3, nhsic: false });
  const [accuracy, ...rest] = run.experiment.measures;
  const again = { ...accuracy!, options: { split: "test" }, label: "accuracy(test)", when: "end" as const };
  const measures = order === "first" ? [again, accuracy!, ...rest] : [accuracy!, again, ...rest];
  const records = run.records.flatMap((r): RunRecord[] =>
    r.quantity === "accuracy" && r.split === "test" && r.epoch === 3
      ? [r, { ...r, value: 0.5, measure: "accuracy(test)" }]
      : [r],
  );
  return { ...run, records, experiment: { ...run.experiment, measures } };
}

it("keeps one record if two measures give the same quantity, from the measure that the experiment names first", () => {
  const run = sampleRun({ seeds: [1, 2], epochs: 3, nhsic: false });
  expect(splitRecords(measuredTwice("last"), "accuracy")).toEqual(splitRecords(run, "accuracy"));
  const first = splitRecords(measuredTwice("first"), "accuracy").filter((r) => r.split === "test");
  expect(first).toHaveLength(3 * 2 * 4);
  expect(first.filter((r) => r.epoch === 3).every((r) => r.value === 0.5)).toBe(true);
  expect(first.some((r) => r.epoch === 2)).toBe(true);
});

it("makes every table and figure count a seed once", () => {
  const [run, once] = [measuredTwice("last"), sampleRun({ seeds: [1, 2], epochs: 3, nhsic: false })];
  expect(finalRows(run).map((row) => row.testAccuracy?.n)).toEqual([2, 2, 2]);
  expect(finalRows(run)).toEqual(finalRows(once));
  expect(drawFigures(run)).toEqual(drawFigures(once));
});
