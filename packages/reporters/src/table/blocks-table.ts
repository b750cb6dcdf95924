import { formatNumber } from "../format/format-number.ts";
import type { RunView } from "@infoplane/contracts";
import { fixed } from "../format/minus.ts";
import { lastEpochText } from "../select/epoch-text.ts";
import { isAccuracyMeasured } from "../select/is-accuracy-measured.ts";
import { seedCount } from "../select/planned-seeds.ts";
import { blockDifferences } from "../stats/block-differences.ts";
import { decidableFrom } from "../stats/paired.ts";
import { intervalFrom } from "../stats/spread.ts";
import { formatP } from "./differences-table.ts";
import { cell, type Table } from "./table.ts";

/** Every block of each arm compared with that of the first arm; undefined if accuracy was measured, and for one arm. */
export function blocksTable(run: RunView): Table | undefined {
  const rows = isAccuracyMeasured(run) ? [] : blockDifferences(run);
  const [first] = rows;
  if (!first) return undefined;
  const number = (value: number | undefined): string => (value === undefined ? "" : fixed(value, 3));
  return {
    name: "blocks",
    title: `Blocks against those of ${first.against}`,
    note:
      `Values ${lastEpochText(run)}, mean ± standard deviation over n seeds; difference: arm minus ${first.against}, paired by seed, ` +
      `with its 95% Student interval (from ${intervalFrom} seeds, of its row alone) and the p of the exact two-sided sign-flip test ` +
      `(Holm over all rows). Whatever the data, p below 0.05 in this test takes at least ${decidableFrom(rows.length)} seeds; ` +
      "claims are tested one-sided and need other numbers of seeds.",
    columns: [
      "Arm",
      "Block",
      "Quantity",
      "Value",
      `Of ${first.against}`,
      "Difference",
      "95% interval",
      "p (Holm)",
      "Seeds",
    ],
    rows: rows.map(({ arm, against, block, quantity, own, other, difference, p }) => {
      const half = difference && difference.n >= intervalFrom ? difference.halfWidth : undefined;
      return [
        cell(arm),
        cell(block),
        cell(quantity),
        cell(formatNumber(own, seedCount(run, arm))),
        cell(formatNumber(other, seedCount(run, against))),
        cell(difference ? number(difference.mean) : "no common seed"),
        cell(
          difference && half !== undefined
            ? `${number(difference.mean - half)} to ${number(difference.mean + half)}`
            : "",
        ),
        cell(p === null ? "" : formatP(p)),
        cell(String(difference?.n ?? 0)),
      ];
    }),
    values: rows.map(({ arm, against, depth, block, quantity, own, other, difference, p }) => ({
      arm,
      against,
      depth,
      block,
      quantity,
      n: difference?.n ?? 0,
      value: own.mean,
      value_against: other.mean,
      difference: difference?.mean,
      low: difference?.halfWidth === undefined ? undefined : difference.mean - difference.halfWidth,
      high: difference?.halfWidth === undefined ? undefined : difference.mean + difference.halfWidth,
      p,
    })),
  };
}
