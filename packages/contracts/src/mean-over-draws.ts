import { placeOf, type IdentityColumns } from "./record-identity.ts";
import type { RecordValue, RunRecord } from "./record.ts";

/** p values of single draws: their mean is not a p value, twice their mean is. */
const tests = new Set(["p", "p_resampled"]);
/** Columns whose mean over draws gets a band. */
const banded = ["value", "corrected"] as const;

/**
 * Merges records that were measured on several draws of samples into one each, which is what a seed is worth. Its
 * columns are means over the draws; `draws` is their number, and `draw_low`, `draw_high` and `draw_sd`
 * (`corrected_draw_low`...) their spread. p is twice the mean of the draws' p values, at most 1, which is a p value
 * however they depend on each other: Rüschendorf (1982), Vovk & Wang, "Combining p-values via averaging", Biometrika
 * 107 (2020). A column that is not a number in one draw has no mean. `draws`: the records as they were measured. Pure.
 */
export function meanOverDraws(
  records: readonly RunRecord[],
  columnsOf: IdentityColumns,
): { readonly records: readonly RunRecord[]; readonly draws: readonly RunRecord[] } {
  if (!records.some(isDraw)) return { records, draws: [] };
  const groups = new Map<string, RunRecord[]>();
  const kept: (RunRecord | RunRecord[])[] = [];
  for (const row of records) {
    if (!isDraw(row)) {
      kept.push(row);
      continue;
    }
    const place = placeOf(row, columnsOf);
    const group = groups.get(place);
    if (group) group.push(row);
    else {
      const begun = [row];
      groups.set(place, begun);
      kept.push(begun);
    }
  }
  return { records: kept.map((entry) => ("length" in entry ? meanOf(entry) : entry)), draws: records.filter(isDraw) };
}

const isDraw = (row: RunRecord): boolean => typeof row["draw"] === "number";

function meanOf(rows: readonly RunRecord[] | RunRecord): RunRecord {
  const all = rows as readonly RunRecord[];
  const first = all[0] as RunRecord;
  const columns = Object.keys(first).filter((column) => column !== "draw");
  const mean = Object.fromEntries(columns.map((column) => [column, meanColumn(all, column)]));
  const bands = banded.flatMap((column) => bandOf(all, column));
  return { ...(mean as unknown as RunRecord), draws: all.length, ...Object.fromEntries(bands) };
}

function meanColumn(rows: readonly RunRecord[], column: string): RecordValue | undefined {
  const values = rows.map((row) => row[column]);
  const [first] = values;
  // Texts and equal values: avoids rounding epochs and sizes.
  if (values.every((value) => value === first)) return first;
  if (!values.every((value) => typeof value === "number")) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return tests.has(column) ? Math.min(1, 2 * mean) : mean;
}

function bandOf(rows: readonly RunRecord[], column: (typeof banded)[number]): [string, number | null][] {
  const values = rows.map((row) => row[column]);
  if (values.every((value) => value === undefined)) return [];
  const name = (what: string): string => (column === "value" ? `draw_${what}` : `${column}_draw_${what}`);
  if (!values.every((value) => typeof value === "number")) {
    return (["low", "high", "sd"] as const).map((what) => [name(what), null]);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [
    [name("low"), Math.min(...values)],
    [name("high"), Math.max(...values)],
    [name("sd"), values.length < 2 ? null : Math.sqrt(spread / (values.length - 1))],
  ];
}
