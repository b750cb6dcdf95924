/** The lines of a text, to look up positions: split once, queried often. */
export class Lines {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length)];
  }

  /** Line and column from 1. */
  positionOf(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#startOf(low) + 1 };
  }

  /** The text of lines `first` to `last`, from 1, clamped to those that exist. */
  textOf(first: number, last: number): string {
    const end = last >= this.#starts.length ? this.#text.length : this.#startOf(last);
    return this.#text.slice(this.#startOf(Math.max(0, first - 1)), end).replace(/(\r\n|\n|\r)$/, "");
  }

  #startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }
}
