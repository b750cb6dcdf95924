/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { connectControls } from "./controls.ts";
import { drawPlot } from "./draw-plot.ts";
import { followRun } from "./live.ts";
import { embeddedIn, type PageFigure, type PageTable } from "./page-data.ts";
import { connectColorScheme, colorScheme } from "./color-scheme.ts";
import { saveFigure, saveTable } from "./save.ts";
import { onChange } from "./state.ts";

let figures = embeddedIn<PageFigure>(document, "embedded-figures");
let tables = embeddedIn<PageTable>(document, "embedded-tables");

/** Draws what is visible and has changed, one figure after the other. */
async function drawAll(): Promise<void> {
  for (const plot of document.querySelectorAll<HTMLElement>("[data-plot]")) {
    const figure = figures.get(plot.dataset["plot"] ?? "");
    if (figure && plot.offsetParent !== null) await drawPlot(plot, figure, colorScheme());
  }
  document.documentElement.dataset["ready"] = "true";
}

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>("button[data-save]") : null;
  if (!button) return;
  const format = button.dataset["save"] ?? "";
  const figure = figures.get(button.dataset["figure"] ?? "");
  const table = tables.get(button.dataset["table"] ?? "");
  if (figure) void saveFigure(figure, format);
  if (table) saveTable(table, format);
});

let timer: ReturnType<typeof setTimeout> | undefined;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => void drawAll(), 150);
});

connectControls();
connectColorScheme(() => void drawAll());
onChange(({ scale }, before) => {
  if (scale !== before.scale) void drawAll();
});
void drawAll();
followRun((news) => {
  // Figures with unchanged data keep their drawing.
  for (const [name, figure] of news.figures) {
    const before = figures.get(name);
    if (before && JSON.stringify(before) === JSON.stringify(figure)) news.figures.set(name, before);
  }
  ({ figures, tables } = news);
  void drawAll();
});
