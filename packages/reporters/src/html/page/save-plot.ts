/// <reference lib="dom" />
import { mergeConfig } from "vega";
import { theme } from "../../theme.ts";
import { embedSpec } from "./draw-plot.ts";
import type { PageFigure } from "./figure-data.ts";

/** Saves a figure as it belongs in a paper: on white, at its full width, with its title. */
export async function savePlot(figure: PageFigure, format: string): Promise<void> {
  const { config, ...spec } = figure.spec;
  const look = mergeConfig(theme("light", { font: "Arial, Helvetica, sans-serif", background: "white" }), config ?? {});
  if (format === "json") {
    const whole = {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      title: figure.title,
      ...spec,
      config: look,
    };
    download(
      URL.createObjectURL(new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" })),
      `${figure.name}.vl.json`,
    );
    return;
  }
  const { view, finalize } = await embedSpec(document.createElement("div"), { title: figure.title, ...spec }, look);
  try {
    download(await view.toImageURL(format === "png" ? "png" : "svg", 2), `${figure.name}.${format}`);
  } finally {
    finalize();
  }
}

function download(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
