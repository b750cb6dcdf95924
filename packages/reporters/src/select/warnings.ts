import type { CellView, RunView, RunRecord } from "@infoplane/contracts";
import { failedWhere } from "@infoplane/analysis";

/** What a reader must know before trusting the numbers, most important first. Plain sentences. */
export function warnings(run: RunView): string[] {
  const { standIn } = run.manifest;
  return [
    ...leftOutSentences(run.leftOut),
    ...(standIn
      ? [`Not measured on ${standIn.wanted}: the stand-in ${standIn.used} was used because ${standIn.reason}.`]
      : []),
    ...run.cells.flatMap((cell) => failed(cell, run)),
    ...unfinished(run),
    ...(run.experiment.seeds.length === 1
      ? [
          run.experiment.arms.length === 1
            ? "One seed only: no spread can be shown."
            : "One seed only: differences between arms may be chance, and no spread can be shown.",
        ]
      : []),
    ...undefinedValues(run),
    ...run.manifest.warnings,
  ];
}

/** What a report leaves out, one sentence each. */
export function leftOutSentences(leftOut: readonly string[] = []): string[] {
  return leftOut.map((text) => `Left out: ${text}.`);
}

function failed({ arm, seed, status }: CellView, { experiment }: RunView): string[] {
  if (status.state !== "failed") return [];
  return [`${arm}, seed ${seed} ${failedWhere(status, arm, experiment)}: ${status.message}. It has no final values.`];
}

/** One sentence on all unfinished cells: a run in progress has many. */
function unfinished({ cells, manifest }: RunView): string[] {
  const open = cells.filter(({ status }) => status.state !== "done" && status.state !== "failed");
  if (open.length === 0) return [];
  const seeds = new Map<string, number[]>();
  for (const { arm, seed } of open) seeds.set(arm, [...(seeds.get(arm) ?? []), seed]);
  const list = [...seeds].map(([arm, of]) => `${arm} (${of.length === 1 ? "seed" : "seeds"} ${of.join(", ")})`);
  const hint = manifest.finished === undefined ? "" : " The same command continues the run.";
  return [`Final values and tests are without ${list.join(", ")}: not finished.${hint}`];
}

/** One sentence for each measure with undefined values, and why: for how many records, of which arms. */
export function undefinedValues({ records }: RunView): string[] {
  const found = new Map<string, RunRecord[]>();
  const counts = new Map<string, number>();
  for (const record of records) {
    counts.set(record.quantity, (counts.get(record.quantity) ?? 0) + 1);
    if (typeof record["refused"] !== "string") continue;
    const key = JSON.stringify([record.quantity, record["refused"]]);
    const same = found.get(key);
    if (same) same.push(record);
    else found.set(key, [record]);
  }
  return [...found.values()].map((same) => {
    const { quantity, refused } = same[0] as RunRecord;
    const arms = [...new Set(same.map(({ arm }) => arm))].join(", ");
    const what = same.every(({ value }) => value === null) ? "has no value" : "has no corrected value or no p";
    return `${quantity} ${what} in ${same.length} of ${counts.get(quantity)} records (${arms}): ${String(refused)}.`;
  });
}
