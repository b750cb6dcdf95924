/** Number of rows in a block. */
const blockRows = 256;

/**
 * Calls `use` for each pair of blocks of rows, the first not after the second. A group of blocks is held while the
 * later ones stream past, so that `held` rows and two blocks are in memory. Blocks are computed about (groups + 3) / 2
 * times, one after the other, and freed even if something throws.
 */
export async function eachPairOfBlocks<Block>(
  samples: number,
  held: number,
  blocks: { make(start: number, end: number): Block | Promise<Block>; free(block: Block): void },
  use: (a: Block, row: number, b: Block, column: number) => void | Promise<void>,
): Promise<void> {
  const size = Math.max(blockRows, Math.floor(held / blockRows) * blockRows);
  for (let from = 0; from < samples; from += size) {
    const group: Block[] = [];
    const to = Math.min(from + size, samples);
    try {
      for (let start = from; start < to; start += blockRows) {
        group.push(await blocks.make(start, Math.min(start + blockRows, to)));
      }
      for (let start = from; start < samples; start += blockRows) {
        const inGroup = start < to ? group[(start - from) / blockRows] : undefined;
        const passing = inGroup ?? (await blocks.make(start, Math.min(start + blockRows, samples)));
        try {
          for (const [index, block] of group.entries()) {
            const row = from + index * blockRows;
            if (row <= start) await use(block, row, passing, start);
          }
        } finally {
          if (passing !== inGroup) blocks.free(passing);
        }
      }
    } finally {
      group.forEach((block) => {
        blocks.free(block);
      });
    }
  }
}
