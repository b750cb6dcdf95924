import { createHash } from "node:crypto";
import { measureOf, type MeasureSpec } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import type { CellRecords } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { essenceOf, isRedefined } from "./is-redefined.ts";

/**
 * Moves the records of a label that now has another definition to a separate file, named after the old definition:
 * finished records are never lost. They are written to that file before they are removed from the records, so that a
 * process may be killed at any moment.
 */
export async function archiveStaleRecords(
  measures: readonly MeasureSpec[],
  before: readonly MeasureSpec[],
  records: CellRecords,
  store: CellStore,
): Promise<void> {
  const labels = new Set(measures.filter((measure) => isRedefined(measure, before)).map(({ label }) => label));
  for (const label of labels) {
    const rows = records.rows.filter((row) => measureOf(row) === label);
    if (rows.length === 0) continue;
    const aside = await store.readArchive(definitionHash(label, before));
    await aside.keep((row) => !records.has(label, row.epoch));
    await aside.insert(rows);
  }
  if (labels.size > 0) await records.keep((row) => !labels.has(measureOf(row)));
}

/**
 * Restores archived records of the current definitions, up to `epoch`, if the records have nothing under that label.
 * The file stays, so that no bookkeeping of restores is needed.
 */
export async function restoreArchivedRecords(
  measures: readonly MeasureSpec[],
  epoch: number,
  records: CellRecords,
  store: CellStore,
): Promise<void> {
  for (const label of new Set(measures.map((measure) => measure.label))) {
    const { rows } = await store.readArchive(definitionHash(label, measures));
    await records.insert(rows.filter((row) => row.epoch <= epoch && !records.has(label, row.epoch)));
  }
}

/** Hash of a label with all that is measured under it. */
function definitionHash(label: string, measures: readonly MeasureSpec[]): string {
  const definitions = measures.filter((measure) => measure.label === label).map(essenceOf);
  const text = canonicalJson([label, ...new Set(definitions.sort())]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
