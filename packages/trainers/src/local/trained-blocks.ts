import { ShapeError, type BlockSpec, type Grouping } from "@infoplane/contracts";

/** Every block that has parameters, as a group of its own. Throws ShapeError when none has. */
export function trainedBlocks(blocks: readonly BlockSpec[]): Grouping {
  const trained = blocks.flatMap(({ cost }, index) => (cost.parameters > 0 ? [[index]] : []));
  if (trained.length > 0) return trained;
  throw new ShapeError("no block has parameters, and this rule trains blocks", "put conv or dense into a block");
}
