import type { ReportFile, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { csv } from "../export/csv.ts";
import { drawFigures, type DrawnFigure } from "../figures/draw-figures.ts";
import { figureFailed, noFont } from "../messages.ts";
import type { Spread } from "../stats/spread.ts";
import type { Paper } from "../theme.ts";
import { findFont, type Font } from "./find-font.ts";
import { finishedSpec, incompleteNote } from "./finished-spec.ts";
import { inlineValues } from "./inline-values.ts";
import { atPaperSize, type PaperSize } from "./paper-size.ts";
import { specText } from "./spec-text.ts";
import { useTextWidth } from "./text-metrics.ts";
import { textWidth } from "./text-width.ts";
import { toPdf } from "./to-pdf.ts";
import { toPng } from "./to-png.ts";
import { toSvg } from "./to-svg.ts";

export interface FigureFileOptions {
  readonly size: PaperSize;
  readonly theme: Paper;
  readonly spread: Spread;
}

/** Every figure as Vega-Lite with its data, CSV, SVG, PNG and PDF. */
export async function* renderFigures(run: RunView, options: FigureFileOptions): AsyncGenerator<ReportFile> {
  const font = findFont();
  if (font) useTextWidth(textWidth(font));
  else yield { path: "figures/no-png.txt", content: noFont() };
  const started = Date.parse(run.manifest.started);
  const made = new Date(Number.isFinite(started) ? started : 0);
  for (const figure of drawFigures(run, { spread: options.spread }))
    yield* files(figure, font, made, { ...options, leftOut: run.leftOut });
}

async function* files(
  figure: DrawnFigure,
  font: Font | undefined,
  made: Date,
  { size, theme, leftOut }: FigureFileOptions & { readonly leftOut: readonly string[] | undefined },
): AsyncGenerator<ReportFile> {
  const { name, spec, title } = figure;
  if (!spec) {
    yield { path: `figures/${name}.failed.txt`, content: figureFailed(title, figure.problem ?? "") };
    return;
  }
  const rows = inlineValues(spec);
  if (rows) yield { path: `data/${name}.csv`, content: csv(rows, { leftOut }) };
  const whole = finishedSpec({ ...figure, spec }, fontList(font), theme, leftOut);
  try {
    const finished = await atPaperSize(whole, size, drawnWidth, leftOut && incompleteNote(leftOut));
    yield { path: `figures/${name}.vl.json`, content: specText(finished) };
    const svg = await toSvg(finished);
    yield { path: `figures/${name}.svg`, content: svg };
    if (!font) return;
    yield { path: `figures/${name}.png`, content: toPng(svg, font) };
    yield { path: `figures/${name}.pdf`, content: await toPdf(svg, title, font, made) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    yield { path: `figures/${name}.failed.txt`, content: figureFailed(title, problem) };
  }
}

async function drawnWidth(spec: VegaLiteSpec): Promise<number> {
  return Number(/<svg[^>]*? width="([\d.]+)"/.exec(await toSvg(spec))?.[1] ?? 0);
}

/** The measured family first, then families of the same widths, then anything without serifs. */
function fontList(font: Font | undefined): string {
  return [...new Set([font?.family ?? "Arial", "Liberation Sans", "Arial", "Helvetica", "sans-serif"])].join(", ");
}
