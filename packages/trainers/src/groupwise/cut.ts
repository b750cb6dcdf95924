import { counted, ShapeError, type BlockSpec, type Grouping } from "@infoplane/contracts";

/**
 * Cuts blocks into k consecutive groups so that the largest cost (operations of a forward pass) is minimal; ties go to
 * the smallest sum of squares, then to the earliest cuts. Dynamic programming over cut points, first for the largest
 * cost, then for the squares among cuts that keep to it. Costs are integers of any size. Throws ShapeError when there
 * are fewer blocks than groups.
 */
export function cutBlocks(blocks: readonly BlockSpec[], groups: number): Grouping {
  if (groups > blocks.length) {
    throw new ShapeError(
      `${counted(groups, "group")} of blocks are requested, but the architecture has ${counted(blocks.length, "block")}`,
      `use at most per-block(${blocks.length}), which is per-layer`,
    );
  }
  const sums = [0n];
  for (const block of blocks) sums.push((sums.at(-1) ?? 0n) + BigInt(Math.round(block.cost.flops)));
  const between = (from: number, to: number): bigint => (sums[to] ?? 0n) - (sums[from] ?? 0n);
  const larger: Join = (rest, from, to) => (between(from, to) > rest ? between(from, to) : rest);
  const most = bestFrom(blocks.length, groups, larger)[groups]?.[0] ?? 0n;
  const squares: Join = (rest, from, to) => (between(from, to) > most ? undefined : rest + between(from, to) ** 2n);
  const best = bestFrom(blocks.length, groups, squares);
  const grouping: number[][] = [];
  for (let start = 0, left = groups; left > 0; left--) {
    let end = start + 1;
    // The earliest end from which the rest can still be cut optimally.
    while (joined(best[left - 1]?.[end], squares, start, end) !== best[left]?.[start]) end++;
    const first = start;
    grouping.push(Array.from({ length: end - first }, (_, offset) => first + offset));
    start = end;
  }
  return grouping;
}

/** Combines a group of the blocks from..to with the best for those behind it; undefined if the group is not allowed. */
type Join = (rest: bigint, from: number, to: number) => bigint | undefined;

const joined = (rest: bigint | undefined, join: Join, from: number, to: number): bigint | undefined =>
  rest === undefined ? undefined : join(rest, from, to);

/** By number of groups and first block: the minimum for cutting all blocks from there on into that number of groups. */
function bestFrom(count: number, groups: number, join: Join): (bigint | undefined)[][] {
  const table: (bigint | undefined)[][] = [
    Array.from({ length: count + 1 }, (_, start) => (start === count ? 0n : undefined)),
  ];
  for (let parts = 1; parts <= groups; parts++) {
    const row = Array.from({ length: count + 1 }, (_, start) => {
      let best: bigint | undefined;
      for (let end = start + 1; end <= count; end++) {
        const found = joined(table[parts - 1]?.[end], join, start, end);
        if (found !== undefined && (best === undefined || found < best)) best = found;
      }
      return best;
    });
    table.push(row);
  }
  return table;
}
