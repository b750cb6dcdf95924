import { measureOf, requireDiagnostic, z, type Diagnostic, type MeasureSpec } from "@infoplane/contracts";
import { specContradicts } from "../messages.ts";
import type { Archives } from "../store/archive-end.ts";
import { trainingLoss, type CellRecords } from "../store/cell-records.ts";
import type { CellStore } from "../store/cell-store.ts";
import { isRedefined } from "./is-redefined.ts";

/** By which definitions the records of a cell were measured. */
export interface KnownDefinitions {
  readonly measures: readonly MeasureSpec[];
  /** The archives of earlier definitions, as the specification names them. */
  readonly archives: Archives;
  /** What is wrong with the specification. */
  readonly problem?: Diagnostic;
  /** Labels that the records have and whose definition nothing says. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * What the seal says of the records that match it, and of other labels the specification. A specification that is
 * missing, unreadable, or says otherwise than the seal is a problem.
 */
export async function knownDefinitions(store: CellStore, records: CellRecords): Promise<KnownDefinitions> {
  const sealed = measuresIn(records.asked);
  let problem: Diagnostic | undefined;
  const spec = await store.readSpecOf(records).catch((error: unknown) => void (problem = requireDiagnostic(error)));
  const stored = spec?.measures ?? [];
  const contrary = sealed.filter((measure) => isRedefined(measure, stored)).map(({ label }) => label);
  if (contrary.length > 0) problem = specContradicts(store.specFile, [...new Set(contrary)]);
  const labels = new Set(sealed.map(({ label }) => label));
  const unknown = problem && !spec ? records.rows.map(measureOf).filter((label) => !labels.has(label)) : [];
  return {
    measures: [...sealed, ...stored.filter(({ label }) => !labels.has(label))],
    archives: spec?.archives ?? {},
    ...(problem && { problem }),
    unknown: new Set(unknown.filter((label) => label !== trainingLoss)),
  };
}

const askedSchema = z.object({ measures: z.array(z.looseObject({ name: z.string(), label: z.string() })) });

/** The measures that a seal names; none if it was written in another form. */
function measuresIn(asked: string | undefined): readonly MeasureSpec[] {
  try {
    return askedSchema.parse(JSON.parse(asked ?? "")).measures as unknown as MeasureSpec[];
  } catch {
    return [];
  }
}
