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

/** What was written into the page under an id: a list of named things, by name. */
export function embedded<T extends { readonly name: string }>(id: string): Map<string, T> {
  return byName(JSON.parse(document.getElementById(id)?.textContent ?? "[]") as T[]);
}

export function byName<T extends { readonly name: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((item) => [item.name, item]));
}
