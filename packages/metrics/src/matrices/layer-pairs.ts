import type { Measurement, Snapshot, Variable } from "@infoplane/contracts";

/** One measurement for each pair of blocks, the shallower one first; a block with itself is left out: nothing is new in it. */
export function layerPairs(snapshot: Snapshot, compare: (a: Variable, b: Variable) => Measurement): Measurement[] {
  return snapshot.layers.flatMap((a, index) =>
    snapshot.layers.slice(index + 1).map((b) => ({
      ...compare(a, b),
      ...(a.layer !== undefined && { layer: a.layer }),
      ...(a.depth !== undefined && { depth: a.depth }),
      ...(b.layer !== undefined && { other: b.layer }),
      ...(b.depth !== undefined && { other_depth: b.depth }),
    })),
  );
}
