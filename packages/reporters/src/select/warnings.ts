import { counted, type RunView, type RunRecord } from "@infoplane/contracts";
import { failedWhere } from "@infoplane/analysis";
import { finalRecords } from "./final-records.ts";

/** What a reader must know before trusting the numbers, most important first. Plain sentences. */
export function warnings(run: RunView): string[] {
  const { standIn } = run.manifest;
  return [
    ...leftOutSentences(run.leftOut),
    ...(standIn
      ? [`Not measured on ${standIn.wanted}: the stand-in ${standIn.used} was used because ${standIn.reason}.`]
      : []),
    ...failed(run),
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

/** Nobody reads more sentences of a kind; the others are only counted. */
const mostTold = 10;

/** What a report leaves out, one sentence each; the first ones if there are many. */
export function leftOutSentences(leftOut: readonly string[] = []): string[] {
  const more = leftOut.length - mostTold;
  const told = leftOut.slice(0, mostTold).map((text) => `Left out: ${text}.`);
  return more > 0 ? [...told, `Left out: … and ${counted(more, "more thing")}, see left-out.txt.`] : told;
}

function failed({ cells, experiment }: RunView): string[] {
  const list = cells.flatMap(({ arm, seed, status }) => (status.state === "failed" ? [{ arm, seed, status }] : []));
  const told = list.slice(0, mostTold).map(({ arm, seed, status }) => {
    return `${arm}, seed ${seed} ${failedWhere(status, arm, experiment)}: ${status.message}. It has no final values.`;
  });
  const more = list.length - told.length;
  return more > 0 ? [...told, `… and ${counted(more, "more cell")} without final values: failed.`] : told;
}

/** One sentence on all unfinished cells, which have no final records: a run in progress has many. */
function unfinished(run: RunView): string[] {
  const { cells, manifest } = run;
  const final = new Set(finalRecords(run).map(({ cell }) => cell));
  const open = cells.filter(
    ({ hash, status }) => status.state !== "done" && status.state !== "failed" && !final.has(hash),
  );
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
