import type { RunView, VegaLiteSpec } from "@infoplane/contracts";
import { collectFigures } from "./collect-figures.ts";

/** A figure with its data in it, or the reason why it could not be drawn. */
export interface DrawnFigure {
  /** Safe as a file name and as an anchor, unique in the run. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly spec: VegaLiteSpec | undefined;
  readonly problem: string | undefined;
}

/** Every figure that has something to draw. One that throws does not take the report with it: its problem is told. */
export function drawFigures(run: RunView): DrawnFigure[] {
  const taken = new Set<string>();
  return collectFigures(run).flatMap((figure): DrawnFigure[] => {
    const base = { name: uniqueName(figure.name, taken), title: figure.title };
    try {
      const spec = figure.spec(run);
      return spec ? [{ ...base, caption: figure.caption(run), spec, problem: undefined }] : [];
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ ...base, caption: "", spec: undefined, problem }];
    }
  });
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
