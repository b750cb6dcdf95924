import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";
import type { RunView } from "./run-view.ts";

/** A Vega-Lite specification as plain JSON, including the data. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/**
 * A figure: records in, Vega-Lite out. The page sets the parameters of the spec that have these names: `epoch` is the
 * slider's epoch, `focus` the depth of the highlighted block (0: none); marks whose data have a `depth` highlight their
 * block in all figures. Two figures `x-corrected` and `x-raw` share a frame and follow the switch.
 */
export interface Figure {
  /** File name and anchor: kebab-case. */
  readonly name: string;
  readonly title: string;
  /** One or two plain sentences: what is drawn, from how many seeds and samples, and what the marks mean. */
  caption(run: RunView): string;
  /** undefined if the run has nothing to draw. */
  spec(run: RunView): VegaLiteSpec | undefined;
}

/**
 * A figure from outside. An experiment that loads it with `use` draws it in every report, with its defaults or with the
 * options that `report` gives it: `report html, vega-lite, my-figure(from: 3)`.
 */
export interface FigurePlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"figure", S> {
  create(options: OptionsOf<S>): Figure;
}
