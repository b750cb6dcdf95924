import { reasonOf, type ReportFile, type RunView } from "@infoplane/contracts";
import { drawer } from "../drawing/drawer.ts";
import { outsideLimits, ownLimits } from "../drawing/limits.ts";
import { csv } from "../export/csv.ts";
import type { DrawnFigure } from "../figures/draw-figures.ts";
import { triedGroups } from "../figures/tried-groups.ts";
import { figureFailed, figureLeftOut, noFont } from "../messages.ts";
import type { Spread } from "../stats/spread.ts";
import type { ColorScheme } from "../theme.ts";
import { findFont, type Font } from "./find-font.ts";
import { inlineValues } from "./inline-values.ts";
import type { PaperSize } from "./paper-size.ts";

export interface FigureFileOptions {
  readonly size: PaperSize;
  readonly theme: ColorScheme;
  readonly spread: Spread;
}

/** Every figure as Vega-Lite with its data, CSV, SVG, PNG and PDF. One that can't be drawn has a file that says why. */
export async function* renderFigures(run: RunView, options: FigureFileOptions): AsyncGenerator<ReportFile> {
  drawer.warm();
  const font = findFont();
  if (!font) yield { path: "figures/no-png.txt", content: noFont() };
  const started = Date.parse(run.manifest.started);
  const made = new Date(Number.isFinite(started) ? started : 0);
  const groups = await triedGroups(run, { spread: options.spread });
  for (const figure of groups.flatMap((group) => group.figures))
    yield* files(figure, font, made, { ...options, leftOut: run.leftOut });
}

async function* files(
  { name, title, caption, spec, problem, isOutside }: DrawnFigure,
  font: Font | undefined,
  made: Date,
  { size, theme, leftOut }: FigureFileOptions & { readonly leftOut: readonly string[] | undefined },
): AsyncGenerator<ReportFile> {
  const failed = (reason: string): ReportFile => ({
    path: `figures/${name}.failed.txt`,
    content: figureFailed(title, reason),
    leftOut: [figureLeftOut(title, reason)],
  });
  if (!spec) {
    yield failed(problem ?? "");
    return;
  }
  try {
    const rows = inlineValues(spec);
    if (rows) yield { path: `data/${name}.csv`, content: csv(rows, { leftOut }) };
  } catch (error) {
    yield failed(reasonOf(error));
    return;
  }
  const limits = isOutside ? outsideLimits : ownLimits;
  const figure = { name, title, caption, spec };
  const drawing = await drawer.draw({ figure, size, theme, leftOut, font, made, isTrial: false, limits });
  if ("files" in drawing) yield* drawing.files;
  else yield failed(drawing.problem);
}
