import { sizeOf, type LayerDraft, type Shape } from "@infoplane/contracts";

/**
 * The layers before a head's dense layers: average pooling until an image has at most `features` values, then flatten;
 * for tokens their mean, unless all of them together have no more values than that; nothing for a vector.
 */
export function pooledFeatures(input: Shape, features: number): LayerDraft[] {
  if (input.length === 1) return [];
  if (input.length === 2) return [{ layer: sizeOf(input) > features ? "token-pool" : "flatten" }];
  const [rows = 1, columns = 1, channels = 1] = input;
  let [height, width] = [rows, columns];
  const pools: LayerDraft[] = [];
  while (sizeOf([height, width, channels]) > features && Math.min(height, width) > 1) {
    height = Math.floor(height / 2);
    width = Math.floor(width / 2);
    pools.push({ layer: "avgpool", options: { size: 2 } });
  }
  return [...pools, { layer: "flatten" }];
}
