/** Vega's scales, which come without types. */
declare module "vega-scale" {
  /** The parts of a linear scale used here. */
  interface LinearScale {
    domain(values: readonly number[]): LinearScale;
    domain(): [number, number];
    nice(ticks: number): LinearScale;
  }
  export function scale(type: "linear"): () => LinearScale;
}
