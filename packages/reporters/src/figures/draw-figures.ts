import { formatPlace, reasonOf, thrownAt, type Figure, type RunView, type VegaLiteSpec } from "@infoplane/contracts";
import { noFigure, noText } from "../messages.ts";
import { figureGroups } from "./collect-figures.ts";
import { plainSpec } from "./plain-spec.ts";
import { defaultFigureOptions, type FigureOptions } from "./parts/figure-options.ts";

/** A figure with its data, or the reason why it could not be drawn. */
export interface DrawnFigure {
  /** Safe as a file name and as an anchor, unique in the run. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly spec: VegaLiteSpec | undefined;
  readonly problem: string | undefined;
  /** From a metric or a `use` module, so nothing is known about its requests. */
  readonly isOutside: boolean;
}

export interface DrawnGroup {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly DrawnFigure[];
}

/** Every figure that has something to draw. One that throws does not break the report: its problem is reported. */
export function drawFigures(run: RunView, options: FigureOptions = defaultFigureOptions): DrawnFigure[] {
  return drawGroups(run, options).flatMap((group) => group.figures);
}

/** The same under their headings; a heading without figures is left out. */
export function drawGroups(run: RunView, options: FigureOptions = defaultFigureOptions): DrawnGroup[] {
  const taken = new Set<string>();
  return figureGroups(run, options)
    .map(({ id, title, figures }) => ({ id, title, figures: figures.flatMap((figure) => draw(figure, run, taken)) }))
    .filter(({ figures }) => figures.length > 0);
}

function draw(figure: Figure, run: RunView, taken: Set<string>): DrawnFigure[] {
  const isOutside = run.figures.includes(figure);
  const name = uniqueName(textIn(figure, "name") ?? "figure", taken);
  const base = { name, title: textIn(figure, "title") ?? name, isOutside };
  try {
    // An outside figure may be anything, whatever its types say.
    const given: unknown = figure;
    if (typeof given !== "object" || given === null)
      throw new TypeError(noFigure(given === null ? "null" : typeof given));
    const spec: unknown = figure.spec(run);
    if (spec === undefined || spec === null) return [];
    for (const key of ["name", "title"]) if (textIn(figure, key) === undefined) throw new TypeError(noText(key));
    const caption: unknown = figure.caption(run);
    if (typeof caption !== "string") throw new TypeError(noText("caption()"));
    return [{ ...base, caption, spec: isOutside ? plainSpec(spec) : (spec as VegaLiteSpec), problem: undefined }];
  } catch (error) {
    const place = thrownAt(error);
    const said = reasonOf(error);
    return [{ ...base, caption: "", spec: undefined, problem: place ? `${said} (${formatPlace(place)})` : said }];
  }
}

function textIn(figure: Figure, key: string): string | undefined {
  try {
    const text: unknown = Reflect.get(figure, key);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Characters: its files have endings, and a file system allows names of 255 bytes. */
const longestName = 100;

function uniqueName(name: string, taken: Set<string>): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, longestName)
      .replace(/^-|-$/g, "") || "figure";
  let unique = base;
  for (let i = 2; taken.has(unique); i++) unique = `${base}-${i}`;
  taken.add(unique);
  return unique;
}
