import type { RunRecord, RunView } from "@infoplane/contracts";
import { allRecords } from "../select/all-records.ts";
import { csv } from "./csv.ts";

const first = ["cell", "arm", "seed", "epoch", "step", "quantity", "split", "block", "depth", "value"];

/** All records as tidy CSV. */
export function recordsCsv(run: RunView): string {
  const records = allRecords(run);
  return csv(records, { first: recordColumns(records), leftOut: run.leftOut });
}

/** The columns of the contract, then those of metrics by name, so that files of two runs are comparable. */
export function recordColumns(records: readonly RunRecord[]): string[] {
  const others = new Set<string>();
  for (const record of records) for (const column in record) others.add(column);
  for (const column of first) others.delete(column);
  return [...first, ...[...others].sort()];
}
