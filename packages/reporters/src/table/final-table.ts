import { formatDuration, isExported, type RunView } from "@infoplane/contracts";
import { formatNumber } from "../format/format-number.ts";
import { formatShare } from "../format/format-share.ts";
import { seedsOf } from "../format/seeds-of.ts";
import { lastEpochText } from "../select/epoch-text.ts";
import { finalBySeed } from "../select/final-by-seed.ts";
import { plannedSeeds } from "../select/planned-seeds.ts";
import { decidableFrom, rank } from "../stats/paired.ts";
import type { Summary } from "../stats/summary.ts";
import { finalRows, type FinalRow } from "./final-rows.ts";
import { cell, type Cell, type Table } from "./table.ts";

interface Column {
  readonly title: string;
  /** Name in CSV. */
  readonly key: string;
  readonly of: (row: FinalRow) => Summary | undefined;
  readonly format: (summary: Summary, planned: number) => string;
  readonly quantity?: "accuracy" | "loss";
  readonly split?: "train" | "test";
}

const columns: readonly Column[] = [
  {
    title: "Test accuracy",
    key: "test_accuracy",
    of: (row) => row.testAccuracy,
    format: formatShare,
    quantity: "accuracy",
    split: "test",
  },
  {
    title: "Train accuracy",
    key: "train_accuracy",
    of: (row) => row.trainAccuracy,
    format: formatShare,
    quantity: "accuracy",
    split: "train",
  },
  {
    title: "Test loss",
    key: "test_loss",
    of: (row) => row.testLoss,
    format: formatNumber,
    quantity: "loss",
    split: "test",
  },
  {
    title: "Time per seed",
    key: "seconds",
    of: (row) => row.seconds,
    format: ({ mean, n }, planned) => `${formatDuration(mean)} (${seedsOf(n, planned)})`,
  },
];

/**
 * The final results of every arm. A quantity that the experiment does not measure has no column. undefined for exported
 * activations, for which neither accuracy nor training time is known.
 */
export function finalTable(run: RunView): Table | undefined {
  if (isExported(run.experiment)) return undefined;
  const rows = finalRows(run);
  const shown = columns.filter(({ quantity, split }) => !quantity || !split || isMeasured(run, quantity, split));
  const best = new Map(shown.map((column) => [column.key, bestArm(run, column)]));
  return {
    name: "final",
    title: "Final values by arm",
    note: noteOf(run, shown),
    columns: ["Arm", ...shown.map(({ title }) => title)],
    rows: rows.map((row) => [cell(row.arm), ...shown.map((column) => valueCell(row, column, best.get(column.key)))]),
    values: rows.map((row) => ({
      arm: row.arm,
      n: row.testAccuracy?.n ?? 0,
      planned: row.planned,
      ...Object.fromEntries(columns.flatMap(({ key, of }) => plain(key, of(row)))),
    })),
  };
}

/** Explains only what is in the table. */
function noteOf(run: RunView, shown: readonly Column[]): string {
  const others = run.experiment.arms.length - 1;
  const epoch = lastEpochText(run);
  const isTested = others > 0 && shown.some(({ split }) => split === "test");
  return (
    `${epoch.charAt(0).toUpperCase()}${epoch.slice(1)}: mean ± standard deviation over the seeds that finished, of those that were to be trained, for this data set.` +
    (isTested
      ? ` Bold: best in its column by the exact paired sign-flip test over seeds (two-sided, Holm over ${others === 1 ? "the one other arm" : `the ${others} other arms`}, 5%): ` +
        `this test takes at least ${decidableFrom(others)} seeds and a value of each seed of every arm; those of claims, which are one-sided, take other numbers.`
      : "")
  );
}

function valueCell(row: FinalRow, { of, format }: Column, best: string | undefined): Cell {
  const summary = of(row);
  if (!summary) return cell("not finished");
  return { text: format(summary, row.planned), ...(best === row.arm && { best: true }) };
}

/** Only if the test supports it. Training measures are not compared. */
function bestArm(run: RunView, { quantity, split }: Column): string | undefined {
  if (!quantity || split !== "test") return undefined;
  const ranking = rank(finalBySeed(run, quantity, split), quantity === "accuracy" ? "high" : "low", plannedSeeds(run));
  return ranking?.isSupported ? ranking.best : undefined;
}

function plain(key: string, summary: Summary | undefined) {
  return [
    [`${key}_mean`, summary?.mean],
    [`${key}_sd`, summary?.sd],
  ] as const;
}

/** Also asks the experiment: what is measured at the end has no record before the first cell is finished. */
function isMeasured(run: RunView, quantity: string, split: "train" | "test"): boolean {
  const splits = [undefined, "both", split] as const;
  return (
    run.experiment.measures.some(
      ({ name, options }) => name === quantity && splits.some((s) => s === options["split"]),
    ) || run.records.some((record) => record.quantity === quantity && record.split === split)
  );
}
