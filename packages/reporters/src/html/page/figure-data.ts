/// <reference lib="dom" />

/** A figure as the page holds it. */
export interface PageFigure {
  readonly name: string;
  readonly title: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The figures that were written into the page, by name. */
export function figureData(): Map<string, PageFigure> {
  const text = document.getElementById("embedded-figures")?.textContent ?? "[]";
  return new Map((JSON.parse(text) as PageFigure[]).map((figure) => [figure.name, figure]));
}
