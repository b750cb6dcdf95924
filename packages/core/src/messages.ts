import { error, warning, type Diagnostic, type EngineInfo, type Position, type RunRecord } from "@infoplane/contracts";

// Every sentence of this package. A code never changes its meaning.

/** `epoch 3` or `epoch 3, step 17`: how much is done. */
export function formatPosition(at: Position): string {
  return at.step === 0 ? `epoch ${at.epoch}` : `epoch ${at.epoch}, step ${at.step}`;
}

// The plan

export const unknownArm = (name: string, arms: readonly string[]) =>
  error("core/plan-unknown-arm", `no arm is called ${name}`, `arms: ${arms.join(", ")}`);

// Comparing runs

export const otherDataCompared = (a: string, data: string, b: string, other: string) =>
  error(
    "core/compare-other-data",
    `${a} and ${b} can't be compared: they hold different data, ${data} and ${other}`,
    "compare runs of the same data set and size",
  );

// The run store

export const waitsForHost = (host: string) =>
  warning(
    "core/store-lock-watched",
    `a process on ${host} holds the lock: waiting a minute to see whether it is still running`,
  );

export const runMissing = (directory: string, reason: string) =>
  error(
    "core/store-no-run",
    `${directory} is not a run: ${reason}`,
    "name a directory that `run` made, e.g. runs/cifar",
  );

export const runFileMissing = (file: string) =>
  error(
    "core/store-file-missing",
    `${file} is missing, but the cells of its run are there`,
    "restore it from a copy, or run the experiment again: what was trained stays, and a report that shows more is kept",
  );

export const cellMissing = (directory: string, hash: string) =>
  error("core/store-no-cell", `the plan of ${directory} has no cell ${hash}`, "run the experiment again");

export const storeNewer = (directory: string, written: number, known: number) =>
  error(
    "core/store-newer",
    `${directory} was written by a newer Infoplane (format ${written}); this one reads up to format ${known}`,
    "use the newer version, or choose another place with --out",
  );

export const fileDamaged = (file: string, reason: string) =>
  error("core/store-file-damaged", `${file} is damaged: ${reason}`, "remove it, then run again");

const damagedRecordsHint = "restore the file from a copy, or remove the directory of this cell to retrain it";

export const lineDamaged = (file: string, line: number, reason: string) =>
  error("core/store-line-damaged", `${file}, line ${line} is damaged: ${reason}`, damagedRecordsHint);

export const linesMissing = (file: string, lines: number, sealed: number) =>
  error(
    "core/store-lines-missing",
    `${file} ends after line ${lines}, but had ${sealed} lines when its cell was finished`,
    damagedRecordsHint,
  );

export const lineNotSealed = (file: string, line: number) =>
  error(
    "core/store-lines-missing",
    `${file}, line ${line} has changed since its cell was finished`,
    damagedRecordsHint,
  );

export const measuringsIncomplete = (
  file: string,
  [first, ...others]: readonly { readonly measuring: string; readonly rows: number; readonly of: number }[],
) =>
  error(
    "core/store-rows-missing",
    `${file} has ${first?.rows ?? 0} of the ${first?.of ?? 0} rows of ${first?.measuring ?? ""}` +
      (others.length > 0
        ? `, and ${others.length === 1 ? "1 more measurement lacks" : `${others.length} more measurements lack`} rows`
        : ""),
    damagedRecordsHint,
  );

export const epochNotStored = (file: string, epoch: number) =>
  error(
    "core/store-rows-missing",
    `${file} has no end of epoch ${epoch}, but status.json says that it was stored`,
    damagedRecordsHint,
  );

export const fileMissing = (file: string, what: string) =>
  error("core/store-file-missing", `${file} is missing: nothing else says ${what}`, damagedRecordsHint);

export const statusMissing = (file: string) =>
  error("core/store-file-missing", `${file} is missing, but its cell has records`, damagedRecordsHint);

export const notGoneOnFrom = (cells: string, { message }: Diagnostic) =>
  warning("core/run-not-gone-on-from", `${cells}: retrained, because the earlier training is damaged: ${message}`);

export const cellGone = (directory: string) =>
  error(
    "core/store-file-missing",
    `${directory} is gone: the manifest says that this cell was computed`,
    "restore it, or run the experiment again to retrain the cell",
  );

export const otherSeed = (file: string, seed: number, wanted: number) =>
  error(
    "core/store-line-damaged",
    `${file} has records of seed ${seed}, but its cell has seed ${wanted}`,
    damagedRecordsHint,
  );

export const sealMissing = (file: string) =>
  error(
    "core/store-file-missing",
    `${file} is missing, but its cell is finished: nothing else says how many records it had`,
    "restore it from a copy, or run the experiment again: what is missing is measured, where a checkpoint is left",
  );

export const specContradicts = (file: string, labels: readonly string[]) =>
  fileDamaged(file, `it defines ${labels.join(", ")} differently from the seal.json of the records`);

export const archiveMissing = (file: string) =>
  error(
    "core/store-file-missing",
    `${file} is missing: it held what was measured by a definition that is now used again`,
    damagedRecordsHint,
  );

export const archiveChanged = (file: string) =>
  error("core/store-lines-missing", `${file} does not end as it was written`, damagedRecordsHint);

export const otherDefinition = (label: string, cells: readonly string[]) =>
  warning(
    "core/store-other-definition",
    `${label} was defined differently when it was measured in ${cells.join(", ")}, and has not been measured again yet: it is not shown there`,
  );

export const notMeasuredAt = (label: string, epochs: readonly number[], cells: readonly string[]) =>
  warning(
    "core/store-not-measured",
    `${label} has no records for ${epochs.length === 1 ? "epoch" : "epochs"} ${formatRanges(epochs)} in ${cells.join(", ")}`,
  );

/** Codes for stored data that is not what was written. */
const damageCodes: ReadonlySet<string> = new Set([
  "core/store-file-damaged",
  "core/store-line-damaged",
  "core/store-lines-missing",
  "core/store-rows-missing",
  "core/store-file-missing",
]);

/** Whether a diagnostic, or the code of a cell's failure, is about damage. */
export const isDamage = ({ code }: { readonly code: string }): boolean => damageCodes.has(code);

export const fileUnreadable = (file: string, reason: string) =>
  error("core/store-file-unreadable", `cannot read ${file}: ${reason}`, "repair or remove it, then run again");

export const damageGoesOn = (file: string, more: number) =>
  warning(
    "core/store-damage-left-out",
    `${file} has ${more === 1 ? "1 more fault" : `${more} more faults`} of this kind`,
  );

export const statusFromRecords = ({ message }: Diagnostic) =>
  warning("core/store-status-damaged", `${message}; the state of its cell is taken from its records`);

export const lineTorn = (file: string, line: number) =>
  warning("core/store-line-torn", `${file}, line ${line} was cut off when its process ended, and is left out`);

export const recordsThinned = (held: number, of: number, every: number) =>
  warning(
    "core/run-thinned",
    `This run has ${count(of)} records, more than fit in memory: the ${count(held)} shown here are those of every ` +
      `${every} epochs and of the first and the last epoch. Claims were judged on all records`,
    moreMemory,
  );

export const recordsTooMany = (directory: string, held: number, most: number) =>
  error(
    "core/run-too-large",
    `${directory} has too many records for a report: ${count(held)} for a few epochs alone, but only ${count(most)} fit in memory`,
    `${moreMemory}; or report fewer arms or seeds: name them in the experiment, and run it again (nothing is retrained)`,
  );

export const comparedTooMany = (directory: string, records: number) =>
  error(
    "core/compare-too-large",
    `${directory} can't be compared: its ${count(records)} records do not fit in memory`,
    moreMemory,
  );

const moreMemory = "give it more memory, e.g. NODE_OPTIONS=--max-old-space-size=32000 (MB)";
const count = (number: number): string => number.toLocaleString("en");

// Cells

export const checkpointDamaged = (file: string, reason: string) =>
  warning("core/cell-checkpoint-damaged", `${file} is damaged (${reason}) and is not used`);

export const checkpointWithoutRecords = (file: string, at: Position) =>
  warning("core/cell-checkpoint-unused", `${file} is not used: the records of ${formatPosition(at)} are incomplete`);

export const checkpointNewer = (written: number, known: number) =>
  error(
    "core/cell-checkpoint-newer",
    `this checkpoint was written by a newer Infoplane (format ${written}); this one reads up to format ${known}`,
    "use the newer version, or choose another place with --out",
  );

export const restartsTraining = () =>
  warning("core/cell-starts-anew", "no checkpoint can be used: training starts over");

export const continues = (at: Position) => warning("core/cell-continues", `resumes from ${formatPosition(at)}`);

export const trainerNote = (message: string) => warning("core/trainer-note", message);

export const otherEngine = (before: string, now: string) =>
  warning(
    "core/cell-other-engine",
    `began on ${before} and continues on ${now}: the numbers can differ in the last digits from those of an uninterrupted run`,
  );

export const wouldTrain = (cell: string, epochs: number) =>
  error(
    "core/would-train",
    `${cell} can't resume from the end of epoch ${epochs}: its checkpoint or its records are damaged or missing`,
    "run the experiment again to train what is missing, then measure",
  );

export const notMeasured = (label: string, epochs: readonly number[]) =>
  warning(
    "core/cell-not-measured",
    `${label} could not be measured at ${epochs.length === 1 ? "epoch" : "epochs"} ${formatRanges(epochs)}: no checkpoint is left`,
    "to measure it from the start, run with another --out",
  );

export const alsoFailed = (message: string, labels: readonly string[]): string =>
  `${message}; failed at the same epoch: ${labels.join(", ")}`;

export const metricFailed = (plugin: string, hook: string, label: string, at: Position, reason: string) =>
  error(
    "core/metric-failed",
    `metric ${plugin} failed in ${hook} for ${label} at ${formatPosition(at)}: ${reason}`,
    "training is saved: fix the metric, then run again; only what is missing is measured",
  );

export const metricNotFreed = (plugin: string, reason: string) =>
  warning(
    "core/metric-not-freed",
    `metric ${plugin} failed in dispose: ${reason}`,
    "what it measured is stored; fix its dispose(), or memory may run out",
  );

export const noRows = (): string => "measure() returned no array of measurements";

export const tooManyRows = (rows: number, most: number): string =>
  `measure() returned ${count(rows)} rows, more than ${count(most)}`;

export const rowsAlike = (
  { name, label }: { readonly name: string; readonly label: string },
  at: Position,
  [first, second]: readonly [RunRecord, RunRecord],
) => {
  const { quantity, block, depth, split } = first;
  const place = block ?? depth;
  const where = [
    formatPosition(at),
    ...(place === undefined ? [] : [`block ${place}`]),
    ...(split === undefined ? [] : [split]),
  ];
  const differing = Object.keys({ ...first, ...second }).filter(
    (column) => column !== "value" && first[column] !== second[column],
  );
  const [column] = differing;
  return error(
    "core/metric-rows-alike",
    `metric ${name} returned two rows of ${quantity === label ? label : `${quantity} for ${label}`} at ${where.join(", ")}: nothing distinguishes them, ` +
      `so they would count as two measurements of the same thing`,
    "rows of one measurement must differ in quantity, block, depth, split, other (of a pair of blocks), or in a column that the plugin names: " +
      (column === undefined
        ? '`identity: ["unit"]` for a column `unit`'
        : `these two differ in ${differing.join(", ")}: \`identity: ["${column}"]\` if that distinguishes them`),
  );
};

export const recordsAlike = (file: string, places: number, first: string) =>
  warning(
    "core/store-records-alike",
    `${file} holds several records of ${places === 1 ? "one measurement" : `each of ${places} measurements`} (${first}) with different ` +
      "values: none of them is used",
  );

export const recordsRepeated = (file: string, count: number, first: string) =>
  warning(
    "core/store-records-repeated",
    `${file} holds ${count === 1 ? "a record" : `${count} records`} twice (${first}): each counts once`,
  );

export const cellsAlike = ({
  arm,
  seed,
  hash,
}: {
  readonly arm: string;
  readonly seed: number;
  readonly hash: string;
}) =>
  warning(
    "core/store-cells-alike",
    `the plan of this run has several cells of ${arm}, seed ${seed}: ${hash} is left out, because one seed is one training`,
  );

export const recordsTwice = (file: string, first: string) =>
  error(
    "core/store-records-twice",
    `${file} already has a record of ${first}, but another one was about to be added`,
    "this is a bug in Infoplane: please report it with the experiment",
  );

/** `nhsic(X, Z) at epoch 3, block2`, for a sentence. */
export const measurementOf = ({ quantity, epoch, block, split, draw }: RunRecord): string =>
  [
    `${quantity} at epoch ${epoch}`,
    ...[block, split].filter((part) => part !== undefined),
    ...(typeof draw === "number" ? [`draw ${draw}`] : []),
  ].join(", ");

export const trainerFailed = (plugin: string, hook: string, at: Position, reason: string) =>
  error("core/trainer-failed", `trainer ${plugin} failed in ${hook} at ${formatPosition(at)}: ${reason}`);

export const diverged = (at: Position, block: string, loss: number, checkpoint: Position | undefined) =>
  error(
    "core/cell-diverged",
    `the loss of ${block} became ${loss} at epoch ${at.epoch + 1}, step ${at.step + 1}; ` +
      (checkpoint ? `the last good checkpoint is from ${formatPosition(checkpoint)}` : "there is no checkpoint yet"),
    "lower the learning rate of the optimizer",
  );

export const outOfMemory = (needed: number, total: number, batch: number, reason: string) =>
  error(
    "core/cell-out-of-memory",
    `memory ran out: this process was using ${gigabytes(needed)} of ${gigabytes(total)} (${reason})`,
    `run fewer cells at a time (--workers), or use a smaller batch, ${batch > 1 ? `e.g. --set dataset.batch=${Math.ceil(batch / 2)}` : "or a smaller network"}`,
  );

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(2)} GiB`;

export const cellFailed = (reason: string) => error("core/cell-failed", reason);

/** An engine that cells of a run were computed on, with those cells by the names that people use. */
export interface EngineOfCells {
  readonly engine: EngineInfo;
  readonly cells: readonly string[];
}

export const enginesDiffer = (engines: readonly EngineOfCells[]) =>
  warning(
    "core/run-engines-differ",
    `cells were computed on different engines: ${engines.map(describeEngine).join("; ")}. Their numbers differ in the last ` +
      "digits, and trainings drift apart",
    "to use one engine for all cells, run with another --out, and add --engine unless you want the fastest one",
  );

function describeEngine({ engine: { name, library, device, threads }, cells }: EngineOfCells): string {
  const told = cells.length > mostNamed ? `${count(cells.length)} cells` : cells.join(", ");
  return `${name} ${library} on ${device}, ${threads === 1 ? "1 thread" : `${threads} threads`} (${told})`;
}

const mostNamed = 6;

// What a run's folder holds

export const otherFile = (directory: string, before: string, now: string) =>
  warning("core/run-other-file", `${directory} was made from ${before} before, and is now made from ${now}`);

export const reportKept = (leftOut: readonly string[], place: string) =>
  warning(
    "core/run-report-kept",
    `the previous report contains what this one leaves out: ${leftOut.join("; ")}. It is kept in this folder as ${place}`,
  );

export const reportUnknown = (place: string) =>
  warning(
    "core/run-report-unknown",
    `nothing says what the previous report contains, because its experiment or its plan is missing. It is kept in this folder as ${place}`,
  );

export const leavesOut = (directory: string, leftOut: readonly string[]) =>
  warning(
    "core/run-leaves-out",
    `${directory} contains what this run leaves out: ${leftOut.join("; ")}. What was trained stays there`,
  );

export const claimsDropped = (claims: readonly string[]) =>
  warning(
    "core/run-claims-dropped",
    `${claims.length === 1 ? "a claim is" : `${claims.length} claims are`} no longer judged: ${claims.join("; ")}`,
  );

export const trainedAgain = (cells: string, why: string) =>
  warning("core/cell-trained-again", `${cells}: retrained: ${why}`);

export const goesOnFrom = (cells: string, epochs: number, now: number, from: number) =>
  warning(
    "core/cell-goes-on-from",
    `${cells}: epochs ${epochs} -> ${now}, resumes from epoch ${from} of the earlier training`,
  );

export const otherDataWere = (before: string, now: string) =>
  `the data have changed (SHA-256 ${before.slice(0, 12)} -> ${now.slice(0, 12)})`;
export const otherCodeWas = () => "the code of a module in use has changed";
export const otherVersionWas = (before: string, now: string) =>
  `this Infoplane (${now}) gives different weights from the one used before (${before}), or names them differently`;
export const noCheckpointLeft = () => "no checkpoint of the earlier training is left to resume from";
export const ruleGoesByLength = (rule: string) =>
  `and can't resume from the earlier training: the learning rule ${rule} depends on the number of epochs, or does not say that it does not`;
export const scheduleGoesByLength = (schedule: string, at: Position, before: number, now: number) =>
  `and can't resume from the earlier training: the schedule ${schedule} depends on the number of epochs (its factor after ` +
  `${formatPosition(at)} was ${before.toPrecision(3)} and is now ${now.toPrecision(3)})`;

// Reports

export const reportPath = (path: string) =>
  error("core/report-path", `a report cannot write "${path}": it is not a path below report/`);

export const reportPathTaken = (path: string) =>
  error(
    "core/report-path-taken",
    `report/${path} was already written by another reporter, with other content`,
    "give the file another name",
  );

export const reporterFailed = (name: string, reason: string, frame?: string) =>
  error("core/reporter-failed", `reporter ${name} failed: ${reason}${frame === undefined ? "" : `\n${frame}`}`);

/** `0-3, 5`. */
function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === n - 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}
