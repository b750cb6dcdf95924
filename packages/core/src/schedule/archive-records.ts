import { createHash } from "node:crypto";
import { dueEpochs, measureOf, type CellSpec, type Diagnostic, type MeasureSpec } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import { endOf, endOfRows, type Archives } from "../store/archive-end.ts";
import type { CellRecords } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { breakSeal } from "../store/seal.ts";
import { essenceOf, isRedefined } from "./is-redefined.ts";
import type { KnownDefinitions } from "./known-definitions.ts";

/**
 * Moves the records of a label that now has another definition to a separate file, named after the old definition:
 * finished records are never lost. They are written to that file before they are removed from the records, and `name`
 * stores what that file may be before it is written, so that a process may be killed at any moment. Returns all
 * archives of the cell.
 */
export async function archiveStaleRecords(
  measures: readonly MeasureSpec[],
  before: Pick<KnownDefinitions, "measures" | "archives">,
  records: CellRecords,
  store: CellStore,
  name: (archives: Archives) => Promise<void>,
): Promise<Archives> {
  let { archives } = before;
  const labels = redefinedLabels(measures, before.measures);
  if (labels.length === 0) return archives;
  for (const label of labels) {
    const rows = records.rows.filter((row) => measureOf(row) === label);
    if (rows.length === 0) continue;
    const definition = definitionHash(label, before.measures);
    const aside = await store.readArchive(definition, endsOf(archives, definition, store));
    const all = [...aside.rows.filter((row) => !records.has(label, row.epoch)), ...rows];
    const next = endOfRows(store.hash, all);
    await name({ ...archives, [definition]: [endOf(aside), next] });
    await aside.replace(all);
    archives = { ...archives, [definition]: [next] };
  }
  await breakSeal(store.directory);
  await records.keep((row) => !labels.includes(measureOf(row)));
  return archives;
}

/**
 * Restores archived records of the current definitions, up to `epoch`, where the records lack some. The file stays, so
 * that no bookkeeping of restores is needed.
 */
export async function restoreArchivedRecords(
  cell: CellSpec,
  measures: readonly MeasureSpec[],
  epoch: number,
  archives: Archives,
  records: CellRecords,
  store: CellStore,
): Promise<void> {
  for (const label of lackingLabels(cell, measures, epoch, records)) {
    const definition = definitionHash(label, measures);
    const { rows } = await store.readArchive(definition, archives[definition] ?? []);
    await records.insert(rows.filter((row) => row.epoch <= epoch && !records.has(label, row.epoch)));
  }
}

/**
 * What is wrong with the archives that a cell needs: those of labels that lack records up to `epoch`, and those that
 * records of another definition are to be moved to.
 */
export async function archiveProblems(
  cell: CellSpec,
  measures: readonly MeasureSpec[],
  epoch: number,
  known: Pick<KnownDefinitions, "measures" | "archives">,
  records: CellRecords,
  store: CellStore,
): Promise<Diagnostic[]> {
  const problems: Diagnostic[] = [];
  const onDamage = (problem: Diagnostic): void => void problems.push(problem);
  const redefined = redefinedLabels(measures, known.measures);
  for (const label of redefined) {
    if (!records.rows.some((row) => measureOf(row) === label)) continue;
    const definition = definitionHash(label, known.measures);
    await store.readArchive(definition, endsOf(known.archives, definition, store), onDamage);
  }
  for (const label of new Set([...redefined, ...lackingLabels(cell, measures, epoch, records)])) {
    const definition = definitionHash(label, measures);
    await store.readArchive(definition, known.archives[definition] ?? [], onDamage);
  }
  return problems;
}

const redefinedLabels = (measures: readonly MeasureSpec[], before: readonly MeasureSpec[]): string[] => [
  ...new Set(measures.filter((measure) => isRedefined(measure, before)).map(({ label }) => label)),
];

function lackingLabels(
  { training }: CellSpec,
  measures: readonly MeasureSpec[],
  epoch: number,
  records: CellRecords,
): string[] {
  const lacking = measures.filter((measure) =>
    dueEpochs(measure, epoch, training.epochs).some((due) => !records.has(measure.label, due)),
  );
  return [...new Set(lacking.map(({ label }) => label))];
}

/** What an archive that is added to may be: its records may all be back, and it may have been removed since. */
function endsOf(archives: Archives, definition: string, store: CellStore): Archives[string] {
  const ends = archives[definition];
  return ends ? [...ends, endOfRows(store.hash, [])] : [];
}

/** Hash of a label with all that is measured under it. */
function definitionHash(label: string, measures: readonly MeasureSpec[]): string {
  const definitions = measures.filter((measure) => measure.label === label).map(essenceOf);
  const text = canonicalJson([label, ...new Set(definitions.sort())]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
