/// <reference lib="dom" />

/** A figure as the page holds it. */
export interface PageFigure {
  readonly name: string;
  readonly title: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A table as the page saves it. */
export interface PageTable {
  readonly name: string;
  readonly csv: string;
  readonly md: string;
  readonly tex: string;
}

/** What was embedded in a page under an id: a list of named things, by name. */
export function embeddedIn<T extends { readonly name: string }>(page: Document, id: string): Map<string, T> {
  const list = JSON.parse(page.getElementById(id)?.textContent ?? "[]") as T[];
  return new Map(list.map((item) => [item.name, item]));
}
