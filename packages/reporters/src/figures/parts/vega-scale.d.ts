/** The part of Vega that scales are made with; it comes without types. */
declare module "vega-scale" {
  /** What of a linear scale is used. */
  interface LinearScale {
    domain(values: readonly number[]): LinearScale;
    domain(): [number, number];
    nice(ticks: number): LinearScale;
  }
  export function scale(type: "linear"): () => LinearScale;
}
