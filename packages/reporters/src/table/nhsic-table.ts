import type { RunView } from "@infoplane/contracts";
import { lastEpochText } from "../select/epoch-text.ts";
import { formatNumber } from "../format/format-number.ts";
import { falseDiscoveryRate } from "../select/adjusted-p.ts";
import type { Summary } from "../stats/summary.ts";
import { nhsicValues, type NhsicValue } from "./nhsic-values.ts";
import { cell, type Table } from "./table.ts";

/** nHSIC of every block after the last epoch; undefined if it was not measured. */
export function nhsicTable(run: RunView): Table | undefined {
  const rows = nhsicValues(run);
  if (rows.length === 0) return undefined;
  const hasDraws = rows.some(({ draws }) => draws !== undefined);
  return {
    name: "nhsic",
    title: "nHSIC by arm and block",
    note:
      `Mean ± standard deviation over the seeds that have a value, of those that were to be trained, ${lastEpochText(run)}, for this data set and probe. Expected by chance: exact mean over random re-pairings ` +
      "of the samples. Corrected: 0 is chance, 1 the largest possible value. Above chance: seeds whose p is below " +
      `${falseDiscoveryRate} after Benjamini-Hochberg over all blocks, epochs, arms and seeds.` +
      (hasDraws
        ? " Every value of a seed is the mean over its draws of samples; over draws: the lowest and the highest of them, corrected, " +
          "apart from the spread over seeds."
        : ""),
    columns: [
      ...["Arm", "Block", "Quantity", "Raw", "Expected by chance", "Corrected"],
      ...(hasDraws ? ["Over draws"] : []),
      "Above chance",
    ],
    rows: rows.map((row) => [
      cell(row.arm),
      cell(row.block),
      cell(row.quantity),
      cell(formatNumber(row.raw, row.planned, 2)),
      cell(row.nullMean ? row.nullMean.mean.toFixed(2) : ""),
      cell(row.corrected ? formatNumber(row.corrected, row.planned) : ""),
      ...(hasDraws ? [cell(row.draws ? `${row.draws.low.toFixed(3)} to ${row.draws.high.toFixed(3)}` : "")] : []),
      cell(row.adjusted.length > 0 ? `${above(row)} of ${row.planned}` : ""),
    ]),
    values: rows.map(plainRow),
  };
}

function plainRow(row: NhsicValue) {
  return {
    arm: row.arm,
    depth: row.depth,
    block: row.block,
    quantity: row.quantity,
    n: row.raw.n,
    planned: row.planned,
    ...plain("raw", row.raw),
    ...plain("null", row.nullMean),
    ...plain("corrected", row.corrected),
    ...(row.draws && { corrected_draw_low: row.draws.low, corrected_draw_high: row.draws.high }),
    above_chance: above(row),
    p_adjusted_max: row.adjusted.length > 0 ? Math.max(...row.adjusted) : undefined,
  };
}

const above = ({ adjusted }: NhsicValue): number => adjusted.filter((p) => p < falseDiscoveryRate).length;

function plain(key: string, summary: Summary | undefined) {
  return { [`${key}_mean`]: summary?.mean, [`${key}_sd`]: summary?.sd };
}
