/** Rows that are taken at a time. */
const blockRows = 256;

/**
 * Calls `use` for each pair of blocks of rows, the first not after the second: a group of blocks is held while the later ones
 * pass by, so that `held` rows and two blocks are in memory. Blocks are made about (groups + 3) / 2 times.
 */
export function eachPairOfBlocks<Block>(
  samples: number,
  held: number,
  blocks: { make(start: number, end: number): Block; free(block: Block): void },
  use: (a: Block, row: number, b: Block, column: number) => void,
): void {
  const size = Math.max(blockRows, Math.floor(held / blockRows) * blockRows);
  for (let from = 0; from < samples; from += size) {
    const group: Block[] = [];
    const to = Math.min(from + size, samples);
    for (let start = from; start < to; start += blockRows) {
      group.push(blocks.make(start, Math.min(start + blockRows, to)));
    }
    for (let start = from; start < samples; start += blockRows) {
      const inGroup = start < to ? group[(start - from) / blockRows] : undefined;
      const passing = inGroup ?? blocks.make(start, Math.min(start + blockRows, samples));
      group.forEach((block, index) => {
        const row = from + index * blockRows;
        if (row <= start) use(block, row, passing, start);
      });
      if (passing !== inGroup) blocks.free(passing);
    }
    group.forEach((block) => {
      blocks.free(block);
    });
  }
}
