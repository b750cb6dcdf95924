import type { ReportFile, RunView } from "@infoplane/contracts";
import { csv } from "../export/csv.ts";
import { drawFigures, type DrawnFigure } from "../figures/draw-figures.ts";
import { figureFailed, noFont } from "../messages.ts";
import { findFont, type Font } from "./find-font.ts";
import { finishedSpec } from "./finished-spec.ts";
import { inlineValues } from "./inline-values.ts";
import { specText } from "./spec-text.ts";
import { useTextWidth } from "./text-metrics.ts";
import { textWidth } from "./text-width.ts";
import { toPng } from "./to-png.ts";
import { toSvg } from "./to-svg.ts";

/** Every figure as Vega-Lite with its data, CSV, SVG and PNG. */
export async function* renderFigures(run: RunView): AsyncGenerator<ReportFile> {
  const font = findFont();
  if (font) useTextWidth(textWidth(font));
  else yield { path: "figures/no-png.txt", content: noFont() };
  for (const figure of drawFigures(run)) yield* files(figure, font);
}

async function* files(figure: DrawnFigure, font: Font | undefined): AsyncGenerator<ReportFile> {
  const { name, spec } = figure;
  if (!spec) {
    yield { path: `figures/${name}.failed.txt`, content: figureFailed(figure.title, figure.problem ?? "") };
    return;
  }
  const finished = finishedSpec({ ...figure, spec }, fontList(font));
  yield { path: `figures/${name}.vl.json`, content: specText(finished) };
  const rows = inlineValues(spec);
  if (rows) yield { path: `data/${name}.csv`, content: csv(rows) };
  try {
    const svg = await toSvg(finished);
    yield { path: `figures/${name}.svg`, content: svg };
    if (font) yield { path: `figures/${name}.png`, content: toPng(svg, font) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    yield { path: `figures/${name}.failed.txt`, content: figureFailed(figure.title, problem) };
  }
}

/** The measured family first, then families of the same widths, then anything without serifs. */
function fontList(font: Font | undefined): string {
  return [...new Set([font?.family ?? "Arial", "Liberation Sans", "Arial", "Helvetica", "sans-serif"])].join(", ");
}
