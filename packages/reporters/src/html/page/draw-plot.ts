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
    const { config, ...spec } = figure.spec;
    const look = theme(paper, { font, background: "transparent" });
    const bottom =
      width < narrow
        ? {
            legend: {
              ...look.legend,
              orient: "bottom",
              columns: 3,
              layout: { bottom: { direction: "vertical", anchor: "start" } },
            },
          }
        : {};
    before?.result.finalize();
    const result = await embedInto(plot, spec, mergeConfig(look, bottom, config ?? {}));
    drawn.set(plot, { result, key });
    plot.dataset["drawn"] = paper;
  } catch (error) {
    plot.textContent = `This figure could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    plot.dataset["drawn"] = "failed";
  }
}

/** Fits the spec to the place; texts are as wide as the browser's font makes them, so what still sticks out is taken off once. */
async function embedInto(plot: HTMLElement, spec: PageFigure["spec"], config: object): Promise<Result> {
  const width = plot.clientWidth;
  const result = await embedSpec(plot, fitSpec(spec, width), config);
  const excess = plot.scrollWidth - width;
  if (excess <= 0) return result;
  result.finalize();
  return embedSpec(plot, fitSpec(spec, width - excess), config);
}

/** Vega without eval, so that the page's policy need not allow it, and without links that lead out of the page. */
export function embedSpec(element: HTMLElement, spec: object, config: object): Promise<Result> {
  return embed(element, spec, {
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
