import { counted, type RunView } from "@infoplane/contracts";
import { claimsApart } from "./claims-apart.ts";
import { fixed } from "../../format/minus.ts";
import { blockMeasures, type BlockMeasure } from "../../select/block-measures.ts";
import { drawnValue } from "../../select/other-measures.ts";
import { lastEpochText } from "../../select/epoch-text.ts";
import { blockDifferences, type BlockDifference } from "../../stats/block-differences.ts";
import { decidableFrom, level } from "../../stats/paired.ts";
import { summariseBy } from "../../stats/summarise-by.ts";

/** Measures and arms that the answer treats one by one. */
const mostNamed = 4;
const number = (value: number): string => fixed(value, 3);

/** The answer without accuracy: how the arms differ block by block or, for one arm, how its blocks differ. */
export function blocksText(run: RunView): string {
  const measures = blockMeasures(run);
  if (measures.length === 0) return "No accuracy and no measure of the blocks has a value after the last epoch.";
  const epoch = lastEpochText(run);
  const begin = `${epoch.charAt(0).toUpperCase()}${epoch.slice(1)}: `;
  const rows = blockDifferences(run);
  if (rows.length === 0) return begin + ownBlocks(run, measures);
  const pairs = new Map<string, BlockDifference[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.quantity, row.arm]);
    pairs.set(key, [...(pairs.get(key) ?? []), row]);
  }
  const told = [...pairs.values()].slice(0, mostNamed).map(compared);
  const rest = pairs.size - told.length;
  const more = rest > 0 ? `; ${rest} more in the table of blocks` : "";
  return `${begin}${told.join("; ")}${more}. ${decided(rows, run)}`;
}

/** `nHSIC(Y; Z) is higher in local than in e2e in 2 of 3 blocks; furthest apart in conv1, 0.310 against 0.120`. */
function compared(rows: readonly BlockDifference[]): string {
  const [first] = rows;
  if (!first) return "";
  const { quantity, arm, against } = first;
  const gap = ({ own, other }: BlockDifference): number => own.mean - other.mean;
  const higher = rows.filter((row) => gap(row) > 0).length;
  const most = rows.reduce((far, row) => (Math.abs(gap(row)) > Math.abs(gap(far)) ? row : far));
  return (
    `${quantity} is higher in ${arm} than in ${against} in ${higher} of ${counted(rows.length, "block")}, and furthest apart in ` +
    `${most.block}: ${number(most.own.mean)} against ${number(most.other.mean)}`
  );
}

function decided(rows: readonly BlockDifference[], { verdicts }: RunView): string {
  const seeds = Math.max(0, ...rows.map(({ difference }) => difference?.n ?? 0));
  if (seeds === 0) return "The arms have no seed in common: nothing can be tested.";
  const needed = decidableFrom(rows.length);
  if (seeds < needed) {
    return (
      `${seeds === 1 ? "One training of each arm" : `${seeds} seeds`} cannot decide whether this is more than chance: the exact two-sided test of ` +
      `${counted(rows.length, "difference")} needs ${needed} or more.${claimsApart(verdicts)}`
    );
  }
  const told = rows.filter(({ p }) => p !== null && p < level).length;
  return `The two-sided paired test over seeds tells ${told} of ${counted(rows.length, "difference")} from chance.`;
}

/** Each arm separately: for one arm, or arms without a block in common. */
function ownBlocks(run: RunView, measures: readonly BlockMeasure[]): string {
  const told = run.experiment.arms.flatMap(({ name: arm }) =>
    measures.slice(0, mostNamed).flatMap(({ title, records }) => {
      const own = records.filter((record) => record.arm === arm);
      const blocks = summariseBy(own, ["block", "depth"], drawnValue).map(({ mean, block, depth }) => {
        return { mean, name: String(block ?? depth) };
      });
      const [first] = blocks;
      if (!first) return [];
      const low = blocks.reduce((least, block) => (block.mean < least.mean ? block : least));
      const high = blocks.reduce((most, block) => (block.mean > most.mean ? block : most));
      return blocks.length === 1
        ? [`${title} of ${arm} is ${number(first.mean)} in ${first.name}`]
        : [
            `${title} of ${arm} lies between ${number(low.mean)} in ${low.name} and ${number(high.mean)} in ${high.name}`,
          ];
    }),
  );
  return `${told.slice(0, mostNamed).join("; ")}.`;
}
