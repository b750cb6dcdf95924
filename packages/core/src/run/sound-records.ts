import { identityOf, type IdentityColumns, type RunRecord } from "@infoplane/contracts";
import { measurementOf, recordsAlike, recordsRepeated } from "../messages.ts";

/**
 * The records of a cell, one per identity: duplicates with the same values count once, and contradictory records are
 * all dropped, as they would count as several seeds. Sentences report this (`leftOut`: the latter). Texts distinguish
 * records too, as older metrics did not declare their columns. Pure.
 */
export function soundRecords(
  file: string,
  rows: readonly RunRecord[],
  columnsOf: IdentityColumns,
): {
  readonly records: readonly RunRecord[];
  readonly warnings: readonly string[];
  readonly leftOut: readonly string[];
} {
  const groups = new Map<string, RunRecord[]>();
  for (const row of rows) {
    const key = identityOf(row, columnsOf) + textsOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  if (groups.size === rows.length) return { records: rows, warnings: [], leftOut: [] };
  const several = [...groups.values()].filter(({ length }) => length > 1);
  const isSame = (group: readonly RunRecord[]): boolean => new Set(group.map((row) => JSON.stringify(row))).size === 1;
  const repeated = several.filter(isSame);
  const contrary = several.filter((group) => !isSame(group));
  const dropped = new Set([...repeated.flatMap((group) => group.slice(1)), ...contrary.flat()]);
  const said = (group: readonly RunRecord[] | undefined): string => (group?.[0] ? measurementOf(group[0]) : "");
  return {
    records: rows.filter((row) => !dropped.has(row)),
    warnings: repeated.length > 0 ? [recordsRepeated(file, repeated.length, said(repeated[0])).message] : [],
    leftOut: contrary.length > 0 ? [recordsAlike(file, contrary.length, said(contrary[0])).message] : [],
  };
}

function textsOf(row: RunRecord): string {
  let texts = "";
  for (const column in row) {
    const value = row[column];
    if (typeof value === "string" || typeof value === "boolean") texts += ` ${column} ${value}`;
  }
  return texts;
}
