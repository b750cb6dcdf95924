import { scale } from "vega";

/** The smallest round interval that holds all values, for an axis shared by several panels. */
export function niceDomain(values: readonly number[], options: { readonly zero?: boolean } = {}): [number, number] {
  const all = options.zero ? [0, ...values] : values;
  const low = Math.min(...all);
  const high = Math.max(...all);
  const pad = low === high ? Math.abs(low) * 0.1 || 1 : 0;
  const linear = (scale("linear") as () => LinearScale)();
  return linear
    .domain([low - pad, high + pad])
    .nice(6)
    .domain();
}

/** What of Vega's linear scale is used; its types say any. */
interface LinearScale {
  domain(values: readonly number[]): LinearScale;
  domain(): [number, number];
  nice(ticks: number): LinearScale;
}
