import { createHash } from "node:crypto";
import { measureOf, type MeasureSpec } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import type { CellRecords } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { essenceOf, isRedefined } from "./is-redefined.ts";

/**
 * Moves the records of a label that now has another definition to a file of their own, named by the old definition:
 * finished records are never lost. They are in that file before they leave the records, so that a process may be killed
 * at any moment.
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
 * Takes back what was set aside of the definitions that hold now, up to `epoch`, where the records have nothing of that
 * label. The file stays: whether it was taken back needs no bookkeeping then.
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

/** Names a label with all that is measured under it. */
function definitionHash(label: string, measures: readonly MeasureSpec[]): string {
  const definitions = measures.filter((measure) => measure.label === label).map(essenceOf);
  const text = canonicalJson([label, ...new Set(definitions.sort())]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
