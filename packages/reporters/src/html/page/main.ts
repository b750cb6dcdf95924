/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { drawPlot } from "./draw-plot.ts";
import { figureData } from "./figure-data.ts";
import { savePlot } from "./save-plot.ts";

const figures = figureData();
const dark = matchMedia("(prefers-color-scheme: dark)");

function plots(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-plot]")].filter((plot) => plot.offsetParent !== null);
}

async function drawAll(): Promise<void> {
  for (const plot of plots()) {
    const figure = figures.get(plot.dataset["plot"] ?? "");
    if (figure) await drawPlot(plot, figure, dark.matches ? "dark" : "light");
  }
  document.documentElement.dataset["ready"] = "true";
}

for (const choice of document.querySelectorAll<HTMLInputElement>("input[data-shows]")) {
  choice.addEventListener("change", () => {
    const frame = choice.closest("[data-switch]");
    for (const view of frame?.querySelectorAll<HTMLElement>("[data-view]") ?? []) {
      view.hidden = view.dataset["view"] !== choice.dataset["shows"];
    }
    void drawAll();
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-save]")) {
  button.addEventListener("click", () => {
    const figure = figures.get(button.dataset["figure"] ?? "");
    if (figure) void savePlot(figure, button.dataset["save"] ?? "svg");
  });
}

let timer: ReturnType<typeof setTimeout> | undefined;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => void drawAll(), 150);
});
dark.addEventListener("change", () => void drawAll());
void drawAll();
