/** Characters of the longest of these texts; 0 of none. */
export const columnWidth = (texts: Iterable<string>): number => Math.max(0, ...[...texts].map(({ length }) => length));
