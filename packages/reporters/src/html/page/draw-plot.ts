/// <reference lib="dom" />
import { mergeConfig } from "vega";
import embed, { type Result } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { theme, type Paper } from "../../theme.ts";
import type { PageFigure } from "./figure-data.ts";
import { fitSpec, narrow } from "./fit-spec.ts";

const drawn = new WeakMap<HTMLElement, { readonly result: Result; readonly key: string }>();
const font = "system-ui, -apple-system, 'Segoe UI', Arial, sans-serif";

/** Draws a figure into its place, again when the paper or the width changed. Never throws: a failure is written there. */
export async function drawPlot(plot: HTMLElement, figure: PageFigure, paper: Paper): Promise<void> {
  const width = plot.clientWidth;
  const key = `${paper} ${width}`;
  const before = drawn.get(plot);
  if (before?.key === key) return;
  try {
    const { config, ...spec } = fitSpec(figure.spec, width);
    const look = theme(paper, { font, background: "transparent" });
    const bottom = width < narrow ? { legend: { ...look.legend, orient: "bottom" } } : {};
    before?.result.finalize();
    const result = await embedSpec(plot, spec, mergeConfig(look, bottom, (config ?? {}) as object));
    drawn.set(plot, { result, key });
    plot.dataset["drawn"] = paper;
  } catch (error) {
    plot.textContent = `This figure could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    plot.dataset["drawn"] = "failed";
  }
}

/** Vega without eval, so that the page's policy need not allow it, and without links that lead out of the page. */
export function embedSpec(element: HTMLElement, spec: object, config: object): Promise<Result> {
  return embed(element, spec as never, {
    mode: "vega-lite",
    renderer: "svg",
    ast: true,
    expr: expressionInterpreter,
    config,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
}
