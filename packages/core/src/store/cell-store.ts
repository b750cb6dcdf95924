import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import {
  exitCodes,
  requireDiagnostic,
  InfoplaneError,
  type CellStatus,
  type Diagnostic,
  type EngineInfo,
  z,
} from "@infoplane/contracts";
import { cellStatusSchema, positionSchema } from "@infoplane/contracts/cell-status";
import {
  refuseLink,
  acquireLock,
  clearTemporary,
  lifeOfOwner,
  makeDirectory,
  readRegular,
  withStorageErrors,
  type Lock,
} from "@infoplane/files";
import { archiveChanged, archiveMissing, fileMissing, isDamage, sealMissing } from "../messages.ts";
import { endOf, type Archives } from "./archive-end.ts";
import type { OnDamage } from "./jsonl.ts";
import { CellRecords, type RecordsOf } from "./cell-records.ts";
import { CheckpointStore } from "./checkpoints.ts";
import { readChecked, readJson, writeJson } from "./json-file.ts";
import { formatLogLine, LogLines, lostLine } from "./log-lines.ts";
import { digestOf, readSeal, sealFile, writeSeal, type Seal } from "./seal.ts";
import { specSchema, type StoredSpec } from "./stored-schemas.ts";

/** A line of `log.jsonl`: what happened and how long it took. Never part of a comparison between runs. */
export interface LogLine {
  readonly kind: string;
  readonly [column: string]: unknown;
}

/** The log line of a start: what the cell then ran on. */
export interface CellStart extends LogLine {
  readonly kind: "start";
  /** Name, library and threads in words: what affects the last bits. */
  readonly engine: string;
  readonly threads: number;
  readonly info: EngineInfo;
}

/** The folder of one cell: `cells/<hash>/`. One writer: whoever writes holds the lock. */
export class CellStore {
  readonly checkpoints: CheckpointStore;

  constructor(
    readonly hash: string,
    readonly directory: string,
  ) {
    this.checkpoints = new CheckpointStore(join(directory, "checkpoints"), hash);
  }

  /** Creates the directories and takes the lock. Throws InfoplaneError (`files/locked`, `files/not-writable`). */
  async lock(onWatch?: (host: string) => void): Promise<Lock> {
    const { directory } = this.checkpoints;
    for (const path of [this.directory, directory]) await refuseLink(path);
    await makeDirectory(this.directory);
    await makeDirectory(directory);
    const lock = await acquireLock(this.#lockFile, onWatch && { onWatch });
    await clearTemporary(this.directory);
    await clearTemporary(directory);
    return lock;
  }

  /**
   * `onDamage`: only for readers, who show what is left. See {@link CellRecords.read}. A damaged seal is reported to
   * readers; a session that resumes the cell writes it again.
   */
  async readRecords(onDamage?: OnDamage, { isWhole }: Pick<RecordsOf, "isWhole"> = {}): Promise<CellRecords> {
    if (!onDamage) return this.#read({ seal: await this.#seal().catch(() => undefined), isWhole });
    for (let tries = 3; ; tries--) {
      const problems: Diagnostic[] = [];
      const noteDamage = (error: unknown): undefined => {
        // An unreadable seal counts as damaged; if nothing here is readable, reading the records says so.
        problems.push({ ...requireDiagnostic(error), code: "core/store-file-damaged" });
      };
      const seal = await this.#seal().catch(noteDamage);
      const records = await this.#read({ seal, isWhole, onDamage: (problem) => problems.push(problem) });
      // A cell is sealed before it is done, since lines have checks.
      const isUnsealed = isWhole && !seal && records.rows.length > 0 && records.end;
      if (isUnsealed && problems.length === 0)
        problems.push({ ...sealMissing(sealFile(this.directory)), code: "core/store-file-damaged" });
      if (problems.length === 0) return records;
      // A running process may have dropped sealed rows between the two reads.
      const now = await this.#seal().catch(() => undefined);
      if (tries > 0 && now?.sum !== seal?.sum) continue;
      for (const problem of problems) onDamage(problem);
      return records;
    }
  }

  async #read(of: Omit<RecordsOf, "cell" | "isChecked">): Promise<CellRecords> {
    return CellRecords.read(this.recordsFile, { cell: this.hash, isChecked: await this.#isChecked(of.seal), ...of });
  }

  /** Whoever wrote a specification with a check wrote lines with checks. Before that, the seal says that they have none. */
  async #isChecked(seal: Seal | undefined): Promise<boolean> {
    if (seal && seal.sum === undefined) return false;
    const spec = await readChecked(this.specFile, z.unknown(), { of: this.hash }).catch(() => undefined);
    return spec?.check !== undefined;
  }

  #seal(): Promise<Seal | undefined> {
    return readSeal(this.directory, this.hash);
  }

  /** What is wrong with the seal, if anything. */
  async sealProblem(): Promise<Diagnostic | undefined> {
    const problem = await this.#seal().then(() => undefined, requireDiagnostic);
    return problem && isDamage(problem) ? problem : undefined;
  }

  get #lockFile(): string {
    return join(this.directory, "lock");
  }

  get recordsFile(): string {
    return join(this.directory, "records.jsonl");
  }

  /**
   * Records of a measure by a previous definition: `records.<definition>.jsonl`. With `ends`, one of them is its end.
   * Throws as {@link CellRecords.read} does, and `core/store-file-missing`, or calls `onDamage`.
   */
  async readArchive(definition: string, ends: Archives[string], onDamage?: OnDamage): Promise<CellRecords> {
    const file = join(this.directory, `records.${definition}.jsonl`);
    const found: Diagnostic[] = [];
    const noteDamage = (problem: Diagnostic): void => {
      found.push(problem);
      if (!onDamage) throw new InfoplaneError(problem, exitCodes.damaged);
      onDamage(problem);
    };
    const records = await CellRecords.read(file, { cell: this.hash, isWhole: true, onDamage: noteDamage });
    const { lines, sum } = endOf(records);
    const isKnown = ends.length === 0 || ends.some((end) => end.lines === lines && end.sum === sum);
    if (found.length === 0 && !isKnown) noteDamage(lines === 0 ? archiveMissing(file) : archiveChanged(file));
    return records;
  }

  readSpec(): Promise<StoredSpec | undefined> {
    return readJson(this.specFile, specSchema(this.hash), { of: this.hash });
  }

  async writeSpec(spec: StoredSpec): Promise<void> {
    await writeJson(this.specFile, spec, { of: this.hash, indent: true });
  }

  /** `waiting` if no status was written yet. */
  async readStatus(): Promise<CellStatus> {
    return (await this.readStoredStatus()) ?? { state: "waiting" };
  }

  /** Undefined if there is none. */
  readStoredStatus(): Promise<CellStatus | undefined> {
    return readJson(this.statusFile, cellStatusSchema, { of: this.hash });
  }

  get statusFile(): string {
    return join(this.directory, "status.json");
  }

  /** Throws InfoplaneError (`core/store-file-missing`) if a cell has records but their specification is missing. */
  async readSpecOf(records: CellRecords): Promise<StoredSpec | undefined> {
    const spec = await this.readSpec();
    if (spec || records.rows.length === 0) return spec;
    const problem = fileMissing(this.specFile, "by which definitions its records were measured");
    throw new InfoplaneError(problem, exitCodes.damaged);
  }

  get specFile(): string {
    return join(this.directory, "spec.json");
  }

  /** For readers: a cell that is marked as running but whose process is gone counts as interrupted. */
  async readLiveStatus(): Promise<CellStatus> {
    const status = await this.readStatus();
    if (status.state !== "running" || !(await this.isAbandoned())) return status;
    // Its process may have written its end and exited between the two reads.
    const now = await this.readStatus();
    return now.state === "running" ? { state: "interrupted", at: now.at } : now;
  }

  /** Whether no process is at work here, as far as this machine can tell. */
  async isAbandoned(): Promise<boolean> {
    return (await lifeOfOwner(this.#lockFile).catch(() => "unknown")) === "dead";
  }

  async writeStatus(status: CellStatus): Promise<void> {
    await writeJson(this.statusFile, status, { of: this.hash });
  }

  /** Whether there is a readable seal. */
  async hasSeal(): Promise<boolean> {
    return (await this.#seal().catch(() => undefined)) !== undefined;
  }

  /** Notes that the records as they are have everything in `asked`. Throws InfoplaneError if they are damaged. */
  async seal(asked: string): Promise<void> {
    const { end, torn } = await this.readRecords();
    if (torn !== undefined) return;
    await writeSeal(this.directory, this.hash, { asked, records: await digestOf(this.recordsFile), ...end });
  }

  /** Whether the records are byte for byte those that were sealed with the same `asked`. Reads, but parses nothing. */
  async isSealed(asked: string): Promise<boolean> {
    const seal = await this.#seal();
    return seal?.asked === asked && seal.records === (await digestOf(this.recordsFile));
  }

  get logFile(): string {
    return join(this.directory, "log.jsonl");
  }

  async log(lines: LogLine | readonly LogLine[]): Promise<void> {
    const text = [lines]
      .flat()
      .map((line) => formatLogLine(line, this.hash))
      .join("");
    await withStorageErrors(this.logFile, () => appendFile(this.logFile, text));
  }

  /** A damaged log is no reason to stop: see {@link lostLine}. */
  async readLog(): Promise<readonly LogLine[]> {
    const bytes = await readRegular(this.logFile, mostLogBytes).catch(() => undefined);
    return bytes ? new LogLines(this.hash).take(bytes.toString("utf8").split("\n")) : [lostLine];
  }

  /** Its last start, as far as its log is readable. */
  async readStart(): Promise<Partial<CellStart> | undefined> {
    return (await this.readLog()).findLast((line): line is CellStart => line.kind === "start");
  }
}

/** A line has a few hundred bytes, and an epoch a line or two. */
const mostLogBytes = 256 * 1024 * 1024;

const startSchema = z.looseObject({
  kind: z.literal("start"),
  at: positionSchema,
  info: z.looseObject({ name: z.string(), library: z.string(), device: z.string(), threads: z.number() }),
});

/** Whether a line of a log, which an older Infoplane may have written, tells on what engine its cell was started. */
export const isStart = (line: LogLine): line is CellStart => startSchema.safeParse(line).success;
