import type { DrawnFigure } from "../../figures/draw-figures.ts";
import { markup, type Markup } from "../markup.ts";

/** Figures in order; two that differ only by `-corrected` and `-raw` at the end of the name share one frame. */
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
  return markup`<figure id="figure-${figure.name}"><h3>${figure.title}</h3>${content(figure)}</figure>`;
}

function pair(stem: string, corrected: DrawnFigure, raw: DrawnFigure): Markup {
  const choice = (label: string, figure: DrawnFigure, checked: boolean) =>
    markup`<label><input type="radio" name="${stem}" data-shows="${figure.name}"${checked ? markup` checked` : ""}> ${label}</label>`;
  const view = (figure: DrawnFigure, shown: boolean) =>
    markup`<div data-view="${figure.name}"${shown ? "" : markup` hidden`}>${content(figure)}</div>`;
  return markup`<figure id="figure-${stem}" data-switch><h3>${commonTitle(corrected.title)}</h3>
<fieldset><legend>Values</legend>${choice("corrected for chance", corrected, true)}${choice("raw", raw, false)}</fieldset>
${view(corrected, true)}${view(raw, false)}</figure>`;
}

/** The title without its last remark in parentheses, which the switch says. */
function commonTitle(title: string): string {
  return title.replace(/\s*\([^()]*\)$/, "");
}

function content(figure: DrawnFigure): Markup {
  if (figure.problem !== undefined)
    return markup`<p class="problem">This figure could not be drawn: ${figure.problem}</p>`;
  const save = (format: string, label: string) =>
    markup`<button type="button" data-save="${format}" data-figure="${figure.name}" aria-label="Save ${figure.title} as ${label}">${label}</button>`;
  return markup`<div class="plot" data-plot="${figure.name}" tabindex="0" role="group" aria-label="${figure.title}"></div>
<figcaption>${figure.caption}</figcaption>
<div class="save"><span>Save</span>${[save("svg", "SVG"), save("png", "PNG"), save("json", "Vega-Lite")]}</div>`;
}
