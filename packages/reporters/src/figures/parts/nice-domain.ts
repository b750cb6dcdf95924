// For projects that compile this file without this package's settings.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the only way to name ambient types
/// <reference path="./vega-scale.d.ts" />
import { scale } from "vega-scale";

/** The smallest round interval that holds all values, for an axis shared by several panels. */
export function niceDomain(values: readonly number[], options: { readonly zero?: boolean } = {}): [number, number] {
  const all = options.zero ? [0, ...values] : values;
  const low = Math.min(...all);
  const high = Math.max(...all);
  const pad = low === high ? Math.abs(low) * 0.1 || 1 : 0;
  const linear = scale("linear")();
  return linear
    .domain([low - pad, high + pad])
    .nice(6)
    .domain();
}
