import type { RunView } from "./run-view.ts";

/** A Vega-Lite specification as plain JSON, data inside. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** A figure: records in, Vega-Lite out. */
export interface Figure {
  /** File name and anchor: kebab-case. */
  readonly name: string;
  readonly title: string;
  /** One or two plain sentences: what is drawn, from how many seeds and samples, what the marks mean. */
  caption(run: RunView): string;
  /** undefined when the run holds nothing to draw. */
  spec(run: RunView): VegaLiteSpec | undefined;
}
