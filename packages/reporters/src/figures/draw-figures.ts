import { formatPlace, thrownAt, type Figure, type RunView, type VegaLiteSpec } from "@infoplane/contracts";
import { figureGroups } from "./collect-figures.ts";
import { usualFigures, type FigureOptions } from "./parts/figure-options.ts";

/** A figure with its data in it, or the reason why it could not be drawn. */
export interface DrawnFigure {
  /** Safe as a file name and as an anchor, unique in the run. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly spec: VegaLiteSpec | undefined;
  readonly problem: string | undefined;
}

export interface DrawnGroup {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly DrawnFigure[];
}

/** Every figure that has something to draw. One that throws does not take the report with it: its problem is told. */
export function drawFigures(run: RunView, options: FigureOptions = usualFigures): DrawnFigure[] {
  return drawGroups(run, options).flatMap((group) => group.figures);
}

/** The same under their headings; a heading without a figure is left out. */
export function drawGroups(run: RunView, options: FigureOptions = usualFigures): DrawnGroup[] {
  const taken = new Set<string>();
  return figureGroups(run, options)
    .map(({ id, title, figures }) => ({ id, title, figures: figures.flatMap((figure) => draw(figure, run, taken)) }))
    .filter(({ figures }) => figures.length > 0);
}

function draw(figure: Figure, run: RunView, taken: Set<string>): DrawnFigure[] {
  const base = { name: uniqueName(figure.name, taken), title: figure.title };
  try {
    const spec = figure.spec(run);
    return spec ? [{ ...base, caption: figure.caption(run), spec, problem: undefined }] : [];
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const place = thrownAt(error);
    const problem = place ? `${said} (${formatPlace(place)})` : said;
    return [{ ...base, caption: "", spec: undefined, problem }];
  }
}

function uniqueName(name: string, taken: Set<string>): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "figure";
  let unique = base;
  for (let i = 2; taken.has(unique); i++) unique = `${base}-${i}`;
  taken.add(unique);
  return unique;
}
