import type { RunView } from "@infoplane/contracts";
import { drawer } from "../drawing/drawer.ts";
import { outsideLimits } from "../drawing/limits.ts";
import { memoize } from "../select/memoize.ts";
import type { Spread } from "../stats/spread.ts";
import { findFont } from "../vega-lite/find-font.ts";
import { drawGroups, type DrawnFigure, type DrawnGroup } from "./draw-figures.ts";
import type { FigureOptions } from "./parts/figure-options.ts";

/**
 * Every figure under its heading, with trial drawings of those from outside: one that can't be drawn within limits is
 * replaced by its problem, and not passed to a browser. Each is tried once per run, whatever reporters ask.
 */
export function triedGroups(run: RunView, { spread }: FigureOptions): Promise<readonly DrawnGroup[]> {
  return trials(run, spread);
}

const trials = memoize((run: RunView, spread): Promise<readonly DrawnGroup[]> => {
  const groups = drawGroups(run, { spread: spread as Spread });
  return Promise.all(groups.map(async (group) => ({ ...group, figures: await Promise.all(group.figures.map(tried)) })));
});

async function tried(figure: DrawnFigure): Promise<DrawnFigure> {
  const { name, title, caption, spec, isOutside } = figure;
  if (!spec || !isOutside) return figure;
  const drawing = await drawer.draw({
    figure: { name, title, caption, spec },
    size: "page",
    theme: "light",
    font: findFont(),
    made: new Date(0),
    isTrial: true,
    limits: outsideLimits,
  });
  return "problem" in drawing ? { ...figure, spec: undefined, problem: drawing.problem } : figure;
}
