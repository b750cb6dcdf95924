/// <reference lib="dom" />
import { mergeConfig } from "vega";
import embed, { type Result } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { theme, type ColorScheme } from "../../theme.ts";
import { fitRoom, narrow, roomIn, roomTaken } from "../../vega-lite/fit-spec.ts";
import { driveView, forgetView } from "./drive-view.ts";
import type { PageFigure } from "./page-data.ts";

const drawn = new WeakMap<
  HTMLElement,
  { readonly result: Result; readonly key: string; readonly figure: PageFigure }
>();
const attempts = 5;

/** Maximum columns of a legend below the plot, and the space of a symbol with its gaps. */
const mostColumns = 3;
const symbolRoom = 30;

/** Around every figure, as in the theme. */
const padding = 8;
const font = "system-ui, -apple-system, 'Segoe UI', Arial, sans-serif";

/** Draws a figure into its element, again if data, colour scheme or width changed. Never throws: failures are shown. */
export async function drawPlot(plot: HTMLElement, figure: PageFigure, colorScheme: ColorScheme): Promise<void> {
  const width = plot.clientWidth;
  const key = `${colorScheme} ${width}`;
  const before = drawn.get(plot);
  if (before?.key === key && before.figure === figure) return;
  try {
    const { config, ...spec } = figure.spec;
    const look = theme(colorScheme, { font, background: "transparent" });
    // The old drawing keeps its space until the new one is there, so that nothing below jumps.
    plot.style.minHeight = before ? `${plot.offsetHeight}px` : "";
    before?.result.finalize();
    forgetView(plot);
    const result = await embedInto(plot, spec, (columns) =>
      mergeConfig(look, width < narrow ? legendBelow(look, columns) : {}, config ?? {}),
    );
    plot.style.minHeight = "";
    drawn.set(plot, { result, key, figure });
    plot.dataset["drawn"] = colorScheme;
    // Screen readers get title and caption from the frame: the names of a thousand marks would be in the way.
    plot.querySelector("svg")?.setAttribute("aria-hidden", "true");
    driveView(plot, result.view, figure.spec);
    if (plot.scrollWidth > plot.clientWidth) plot.tabIndex = 0;
  } catch (error) {
    plot.textContent = `This figure could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    plot.dataset["drawn"] = "failed";
  }
}

function legendBelow(look: ReturnType<typeof theme>, columns: number) {
  const layout = { bottom: { direction: "vertical", anchor: "start" } };
  return { legend: { ...look.legend, orient: "bottom", columns, layout } };
}

/**
 * Fits the spec to its element. Text widths depend on the browser's font: a legend that overflows gets fewer columns,
 * and other overflow is subtracted from the width of the panels.
 */
async function embedInto(
  plot: HTMLElement,
  spec: PageFigure["spec"],
  configOf: (legendColumns: number) => object,
): Promise<Result> {
  let room = roomIn(plot.clientWidth);
  let columns = mostColumns;
  for (let attempt = 1; ; attempt++) {
    const fitted = fitRoom(spec, room);
    const result = await embedSpec(plot, fitted, configOf(columns));
    const excess = plot.scrollWidth - plot.clientWidth;
    if (excess <= 0 || attempt === attempts) return result;
    const fewer = plot.clientWidth < narrow ? fittingColumns(plot) : columns;
    result.finalize();
    if (fewer < columns) columns = fewer;
    else room = Math.min(room, roomTaken(fitted)) - excess;
  }
}

/** As many columns as the longest name of an overflowing legend allows. A legend starts where its panel does. */
function fittingColumns(plot: HTMLElement): number {
  const end = plot.getBoundingClientRect().left + plot.clientWidth - padding;
  const columns = [...plot.querySelectorAll("svg .role-legend")].flatMap((legend) => {
    const { left, right } = legend.getBoundingClientRect();
    const names = [...legend.querySelectorAll(".role-legend-label text")];
    const longest = Math.max(0, ...names.map((name) => name.getBoundingClientRect().width));
    return right > end ? [Math.max(1, Math.floor((end - left) / (longest + symbolRoom)))] : [];
  });
  return Math.min(mostColumns, ...columns);
}

/** Vega without eval, so that the page's policy need not allow it, and without links that leave the page. */
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
