import type { Measurement, Snapshot, Variable } from "@infoplane/contracts";

/** One measurement for each pair of blocks, the shallower one first; a block with itself is left out: nothing is new in it. */
export function blockPairs(snapshot: Snapshot, compare: (a: Variable, b: Variable) => Measurement): Measurement[] {
  return snapshot.blocks.flatMap((a, index) =>
    snapshot.blocks.slice(index + 1).map((b) => ({
      ...compare(a, b),
      ...(a.block !== undefined && { block: a.block }),
      ...(a.depth !== undefined && { depth: a.depth }),
      ...(b.block !== undefined && { other: b.block }),
      ...(b.depth !== undefined && { other_depth: b.depth }),
    })),
  );
}
