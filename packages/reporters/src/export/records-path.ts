import type { RunView } from "@infoplane/contracts";

/** Where the records of a report lie. Those of a run of which memory holds only a part are called so. */
export function recordsPath({ thinned }: Pick<RunView, "thinned">, ending: "csv" | "parquet" | "jsonl"): string {
  return `data/records${thinned ? "-of-some-epochs" : ""}.${ending}`;
}
