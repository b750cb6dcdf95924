/** Length of the longest of these texts; 0 if there are none. */
export const columnWidth = (texts: Iterable<string>): number => Math.max(0, ...[...texts].map(({ length }) => length));
