const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber = (value: unknown): boolean => typeof value === "number";
const isAbsentOr = (is: (value: unknown) => boolean) => (value: unknown) => value === undefined || is(value);

/** Types of the columns of every record; `toRecord` writes no other ones. */
const columns: readonly (readonly [column: string, is: (value: unknown) => boolean, what: string])[] = [
  ["arm", isText, "a text"],
  ["seed", Number.isSafeInteger, "a whole number"],
  ["epoch", isCount, "a whole number from 0"],
  ["step", isCount, "a whole number from 0"],
  ["quantity", isText, "a text"],
  ["value", (value) => isNumber(value) || value === null, "a number or null"],
  ["block", isAbsentOr(isText), "a text"],
  ["depth", isAbsentOr(isNumber), "a number"],
  ["split", isAbsentOr(isText), "a text"],
  ["measure", isAbsentOr(isText), "a text"],
  ["draw", isAbsentOr(isCount), "a whole number from 0"],
];

/** Why a parsed object is not a record of this cell; undefined if it is one. */
export function rowProblem(row: Readonly<Record<string, unknown>>, cell: string): string | undefined {
  if (row["cell"] !== cell) return `it belongs to another cell (${shortText(row["cell"])})`;
  for (const [column, is, what] of columns) {
    if (!is(row[column])) return `${column} is ${shortText(row[column])} and not ${what}`;
  }
  for (const column in row) {
    const value = row[column];
    if (typeof value === "object" && value !== null) return `${column} is not a plain value`;
  }
  return undefined;
}

function shortText(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
