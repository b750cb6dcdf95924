import { measureRank, type RunRecord, type RunView } from "@infoplane/contracts";
import { dependence } from "./dependence.ts";
import { finalRecords } from "./final-records.ts";
import { drawnValue, nameOf, otherMeasures } from "./other-measures.ts";

/** A measure with a number for each block, after the last epoch. */
export interface BlockMeasure {
  /** `nHSIC(Y; Z), corrected`. */
  readonly title: string;
  readonly records: readonly RunRecord[];
}

/** What the answer compares without accuracy: nHSIC with input and label, otherwise what there is by block. */
export function blockMeasures(run: RunView): BlockMeasure[] {
  const final = new Set(finalRecords(run));
  const isFinal = (record: RunRecord): boolean => final.has(record) && typeof drawnValue(record) === "number";
  const nhsic = (["X", "Y"] as const).flatMap((on) => {
    const found = dependence(run, on);
    const records = found?.records.filter(isFinal) ?? [];
    const isCorrected = records.some(({ corrected }) => corrected !== undefined);
    return records.length > 0 ? [{ title: `${found?.title ?? ""}${isCorrected ? ", corrected" : ""}`, records }] : [];
  });
  if (nhsic.length > 0) return nhsic;
  const rank = measureRank(run);
  const others = new Map<string, RunRecord[]>();
  const own = otherMeasures(run).byBlock.filter(isFinal);
  for (const record of [...own].sort((a, b) => rank(a.quantity) - rank(b.quantity))) {
    const name = nameOf(record);
    others.set(name, [...(others.get(name) ?? []), record]);
  }
  return [...others].map(([title, records]) => ({ title, records }));
}
