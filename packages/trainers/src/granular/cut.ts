import { counted, ShapeError, type BlockSpec, type Grouping } from "@infoplane/contracts";

/**
 * Cuts blocks into k consecutive groups whose largest cost (operations of a forward pass) is as small as can be;
 * among equals the one with the smallest sum of squares, then the earliest cuts. Dynamic programming over cut points.
 * Throws ShapeError when there are fewer blocks than groups.
 */
export function cutBlocks(blocks: readonly BlockSpec[], groups: number): Grouping {
  if (groups > blocks.length) {
    throw new ShapeError(
      `${counted(groups, "group")} of blocks are asked for, the architecture has ${counted(blocks.length, "block")}`,
      `use at most per-block(${blocks.length}), which is per-layer`,
    );
  }
  const sums = [0];
  for (const block of blocks) sums.push((sums.at(-1) ?? 0) + block.cost.flops);
  const between = (from: number, to: number): number => (sums[to] ?? 0) - (sums[from] ?? 0);

  interface Cut {
    readonly largest: number;
    readonly squares: number;
    readonly starts: readonly number[];
  }
  /** Best way to cut the first `end` blocks into `parts` groups. */
  const best = (end: number, parts: number): Cut => {
    if (parts === 1) return { largest: between(0, end), squares: between(0, end) ** 2, starts: [0] };
    let found: Cut | undefined;
    for (let start = parts - 1; start < end; start++) {
      const rest = memo(start, parts - 1);
      const cost = between(start, end);
      const cut: Cut = {
        largest: Math.max(rest.largest, cost),
        squares: rest.squares + cost ** 2,
        starts: [...rest.starts, start],
      };
      if (!found || cut.largest < found.largest || (cut.largest === found.largest && cut.squares < found.squares)) {
        found = cut;
      }
    }
    if (!found) throw new RangeError(`no way to cut ${end} blocks into ${parts}`);
    return found;
  };
  const known = new Map<string, Cut>();
  const memo = (end: number, parts: number): Cut => {
    const key = `${end}/${parts}`;
    const cut = known.get(key) ?? best(end, parts);
    known.set(key, cut);
    return cut;
  };

  const { starts } = memo(blocks.length, groups);
  return starts.map((start, index) =>
    Array.from({ length: (starts[index + 1] ?? blocks.length) - start }, (_, offset) => start + offset),
  );
}
