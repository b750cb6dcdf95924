import type { DrawnFigure } from "../../figures/draw-figures.ts";
import { paramsOf } from "../../vega-lite/params-of.ts";
import { markup, type Markup } from "../markup.ts";

/** Figures in order; two whose names differ only by `-corrected` and `-raw` at the end share one frame. */
export function figureFrames(figures: readonly DrawnFigure[]): Markup[] {
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  return figures.flatMap((figure) => {
    const stem = /^(.*)-(?:raw|corrected)$/.exec(figure.name)?.[1];
    const corrected = byName.get(`${stem ?? ""}-corrected`);
    const raw = byName.get(`${stem ?? ""}-raw`);
    if (stem === undefined || !corrected || !raw) return [single(figure)];
    return figure === (figures.indexOf(corrected) < figures.indexOf(raw) ? corrected : raw)
      ? [pair(stem, corrected, raw)]
      : [];
  });
}

function single(figure: DrawnFigure): Markup {
  return markup`<figure id="figure-${figure.name}" class="${width(figure)}"><h3>${figure.title}</h3>${content(figure)}</figure>`;
}

/** The page's switch decides which of the two is shown. */
function pair(stem: string, corrected: DrawnFigure, raw: DrawnFigure): Markup {
  const view = (scale: string, figure: DrawnFigure, hidden: Markup | undefined) =>
    markup`<div data-scale="${scale}"${hidden}>${content(figure)}</div>`;
  return markup`<figure id="figure-${stem}" class="${width(corrected)}"><h3>${commonTitle(corrected.title)} <span class="scale" data-scale-name>corrected</span></h3>
${view("corrected", corrected, undefined)}${view("raw", raw, markup` hidden`)}</figure>`;
}

/** The title without its last remark in parentheses, which the switch shows. */
function commonTitle(title: string): string {
  return title.replace(/\s*\([^()]*\)$/, "");
}

/** Single plots are two per row, panels take a full row. */
function width({ spec }: DrawnFigure): string {
  return spec && ["concat", "vconcat", "hconcat", "facet"].some((key) => key in spec) ? "whole" : "half";
}

/** The epoch that the caption names as shown follows the page's slider. */
function captionOf({ caption, spec }: DrawnFigure): Markup {
  const last = shownLast(spec);
  const found = last === undefined ? null : new RegExp(`\\bepoch ${last}\\b`).exec(caption);
  if (!found) return markup`${caption}`;
  const end = found.index + found[0].length;
  return markup`${caption.slice(0, found.index)}<span data-shown-epoch="${String(last)}">${found[0]}</span>${caption.slice(end)}`;
}

/** The last epoch of a figure that shows one epoch; undefined for one that draws all, with a line at the shown one. */
function shownLast(spec: DrawnFigure["spec"]): number | undefined {
  const last = paramsOf(spec).find(({ name }) => name === "epoch")?.value;
  const drawn = JSON.stringify(spec, (key, value: unknown) => (key === "data" ? undefined : value));
  return typeof last === "number" && !drawn.includes('"style":"cursor"') ? last : undefined;
}

const formats = { svg: "SVG", png: "PNG", csv: "data as CSV", json: "Vega-Lite" } as const;

function content(figure: DrawnFigure): Markup {
  const { name, title } = figure;
  if (figure.problem !== undefined)
    return markup`<p class="problem">This figure could not be drawn: ${figure.problem}</p>`;
  const buttons = Object.entries(formats).map(
    ([format, label]) =>
      markup`<button type="button" data-save="${format}" data-figure="${name}" aria-label="Save ${title} as ${label}">${label}</button>`,
  );
  return markup`<div class="plot" data-plot="${name}" role="img" aria-label="${title}" aria-describedby="caption-${name}"></div>
<figcaption id="caption-${name}" data-live="caption-${name}">${captionOf(figure)}</figcaption>
<div class="save"><span>Save</span>${buttons}</div>`;
}
