import type { RunRecord } from "@infoplane/contracts";
import type { CellRecords } from "./cell-records.ts";
import { formatChecked } from "./checked-lines.ts";

/** How an archive ends, `records.<definition>.jsonl`: its number of lines, and the sum in the check of the last one. */
export interface ArchiveEnd {
  readonly lines: number;
  /** Empty if its lines have no checks. */
  readonly sum: string;
}

/** The archives of a cell, by definition: the ends that each may have. There are two while it is written. */
export type Archives = Readonly<Record<string, readonly ArchiveEnd[]>>;

/** The end of a file that was read. */
export function endOf({ end, rows }: Pick<CellRecords, "end" | "rows">): ArchiveEnd {
  return end ?? { lines: rows.length, sum: "" };
}

/** The end of a file of these rows; without rows it does not exist. */
export function endOfRows(cell: string, rows: readonly RunRecord[]): ArchiveEnd {
  return { lines: rows.length, sum: formatChecked(rows, cell).sum };
}
