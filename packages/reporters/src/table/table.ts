/** A table before it is written in one of its formats. */
export interface Table {
  /** File name: kebab-case. */
  readonly name: string;
  readonly title: string;
  /** What the numbers are, in plain sentences. */
  readonly note: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Cell[])[];
  /** The same as plain values, one object per row, for CSV. */
  readonly values: readonly Readonly<Record<string, unknown>>[];
}

export interface Cell {
  readonly text: string;
  /** In bold: the best of its column, if a test supports it. */
  readonly best?: boolean;
}

export function cell(text: string): Cell {
  return { text };
}
