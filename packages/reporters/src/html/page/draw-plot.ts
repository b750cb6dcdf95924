/// <reference lib="dom" />
import { mergeConfig } from "vega";
import embed, { type Result } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { theme, type Paper } from "../../theme.ts";
import { fitSpec, narrow } from "../../vega-lite/fit-spec.ts";
import { driveView, forgetView } from "./drive-view.ts";
import type { PageFigure } from "./page-data.ts";

const drawn = new WeakMap<
  HTMLElement,
  { readonly result: Result; readonly key: string; readonly figure: PageFigure }
>();
const attempts = 4;
const font = "system-ui, -apple-system, 'Segoe UI', Arial, sans-serif";

/** Draws a figure into its place, again when data, paper or width changed. Never throws: a failure is written there. */
export async function drawPlot(plot: HTMLElement, figure: PageFigure, paper: Paper): Promise<void> {
  const width = plot.clientWidth;
  const key = `${paper} ${width}`;
  const before = drawn.get(plot);
  if (before?.key === key && before.figure === figure) return;
  try {
    const { config, ...spec } = figure.spec;
    const look = theme(paper, { font, background: "transparent" });
    // The old drawing keeps its place until the new one is there: nothing below jumps.
    plot.style.minHeight = before ? `${plot.offsetHeight}px` : "";
    before?.result.finalize();
    forgetView(plot);
    const result = await embedInto(
      plot,
      spec,
      mergeConfig(look, width < narrow ? legendBelow(look) : {}, config ?? {}),
    );
    plot.style.minHeight = "";
    drawn.set(plot, { result, key, figure });
    plot.dataset["drawn"] = paper;
    // The frame has title and caption for readers of the screen: the names of a thousand marks would be in the way.
    plot.querySelector("svg")?.setAttribute("aria-hidden", "true");
    driveView(plot, result.view);
    if (plot.scrollWidth > plot.clientWidth) plot.tabIndex = 0;
  } catch (error) {
    plot.textContent = `This figure could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    plot.dataset["drawn"] = "failed";
  }
}

function legendBelow(look: ReturnType<typeof theme>) {
  const layout = { bottom: { direction: "vertical", anchor: "start" } };
  return { legend: { ...look.legend, orient: "bottom", columns: 3, layout } };
}

/** Fits the spec to the place; texts are as wide as the browser's font makes them, so what still sticks out is taken off. */
async function embedInto(plot: HTMLElement, spec: PageFigure["spec"], config: object): Promise<Result> {
  let width = plot.clientWidth;
  for (let attempt = 1; ; attempt++) {
    const result = await embedSpec(plot, fitSpec(spec, width), config);
    const excess = plot.scrollWidth - plot.clientWidth;
    if (excess <= 0 || attempt === attempts) return result;
    result.finalize();
    width -= excess;
  }
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
