import type { RunView } from "@infoplane/contracts";

/** The path of a report's records. It says so if only part of a run's records is in memory. */
export function recordsPath({ thinned }: Pick<RunView, "thinned">, ending: "csv" | "parquet" | "jsonl"): string {
  return `data/records${thinned ? "-of-some-epochs" : ""}.${ending}`;
}
