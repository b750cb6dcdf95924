import { counted, sumCosts, type BlockSpec, type Cost, type Grouping } from "@infoplane/contracts";
import { columnWidth } from "./column-width.ts";

/** A line for each group of blocks: which blocks, the cost of their forward pass, and its share of the whole. */
export function describeGroups(groups: Grouping, blocks: readonly BlockSpec[]): string[] {
  const rows = groups.map((group) => {
    const members = group.map((index) => blocks[index]).filter((block) => block !== undefined);
    return { name: nameOf(members), cost: sumCosts(members.map(({ cost }) => cost)) };
  });
  const total = rows.reduce((sum, { cost }) => sum + cost.flops, 0);
  const width = columnWidth(rows.map(({ name }) => name));
  return rows.map(({ name, cost }) => {
    const share = `${Math.round((100 * cost.flops) / Math.max(total, 1))}%`.padStart(4);
    return `${name.padEnd(width)} ${share}  ${describeCost(cost)}`;
  });
}

/** `1,234 parameters, 5.67 MFLOP, 8.9k values kept`: for one sample, forward. */
export function describeCost({ parameters, flops, activations }: Cost): string {
  const kept = activations < 1000 ? counted(activations, "value") : `${(activations / 1000).toFixed(1)}k values`;
  return `${counted(parameters, "parameter")}, ${(flops / 1e6).toFixed(2)} MFLOP, ${kept} kept`;
}

function nameOf(blocks: readonly BlockSpec[]): string {
  const [first, last] = [blocks[0]?.name ?? "", blocks.at(-1)?.name ?? ""];
  return blocks.length === 1 ? first : `${first} to ${last}`;
}
