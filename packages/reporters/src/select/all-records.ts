import type { RunRecord, RunView } from "@infoplane/contracts";

/** Every record as measured: draw by draw where the view shows the means over draws of samples. */
export function allRecords({ records, draws = [] }: RunView): readonly RunRecord[] {
  return draws.length === 0 ? records : [...records.filter((row) => row["draws"] === undefined), ...draws];
}
