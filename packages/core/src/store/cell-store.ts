import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { z, type CellSpec, type CellStatus, type EngineInfo } from "@infoplane/contracts";
import { readLinesLeniently, type OnDamage } from "./jsonl.ts";
import { acquireLock, lifeOfOwner, type Lock } from "./lock.ts";
import { CellRecords } from "./cell-records.ts";
import { CheckpointStore } from "./checkpoints.ts";
import { makeDirectory } from "./make-directory.ts";
import { readJson } from "./read-json.ts";
import { isSealed, writeSeal } from "./seal.ts";
import { statusSchema } from "./status-schema.ts";
import { storing } from "./storing.ts";
import { clearTemporary, writeAtomic } from "./write-atomic.ts";

/** A line of `log.jsonl`: what happened and how long it took. Never part of a comparison between runs. */
export interface LogLine {
  readonly kind: string;
  readonly [column: string]: unknown;
}

/** The line of a start: what the cell then ran on. */
export interface CellStart extends LogLine {
  readonly kind: "start";
  /** Name, library and threads in words: what decides the last bits. */
  readonly engine: string;
  readonly threads: number;
  readonly info: EngineInfo;
}

const specSchema = z.custom<CellSpec>(
  (value) => typeof value === "object" && value !== null && "hash" in value && "measures" in value,
  "not the specification of a cell",
);

/** The place of one cell: `cells/<hash>/`. One writer: whoever writes holds the lock. */
export class CellStore {
  readonly checkpoints: CheckpointStore;

  constructor(
    readonly hash: string,
    readonly directory: string,
  ) {
    this.checkpoints = new CheckpointStore(join(directory, "checkpoints"));
  }

  /** Makes the directories and takes the lock. Throws InfoplaneError (`core/store-locked`, `core/store-not-writable`). */
  async lock(onWait?: (host: string) => void): Promise<Lock> {
    const { directory } = this.checkpoints;
    await makeDirectory(this.directory);
    await makeDirectory(directory);
    const lock = await acquireLock(this.#lockFile, onWait && { onWait });
    await clearTemporary(this.directory);
    await clearTemporary(directory);
    return lock;
  }

  /** `onDamage`: for readers only, who show what is left. See {@link CellRecords.read}. */
  readRecords(onDamage?: OnDamage): Promise<CellRecords> {
    return CellRecords.read(this.recordsFile, onDamage);
  }

  get #lockFile(): string {
    return join(this.directory, "lock");
  }

  get recordsFile(): string {
    return join(this.directory, "records.jsonl");
  }

  /** Records of a measure by a definition that the experiment had before: `records.<definition>.jsonl`. */
  readAside(definition: string): Promise<CellRecords> {
    return CellRecords.read(join(this.directory, `records.${definition}.jsonl`));
  }

  readSpec(): Promise<CellSpec | undefined> {
    return readJson(join(this.directory, "spec.json"), specSchema);
  }

  async writeSpec(spec: CellSpec): Promise<void> {
    await writeAtomic(join(this.directory, "spec.json"), `${JSON.stringify(spec, undefined, 2)}\n`);
  }

  /** `waiting` when nothing was said yet. */
  async readStatus(): Promise<CellStatus> {
    return (await readJson(join(this.directory, "status.json"), statusSchema)) ?? { state: "waiting" };
  }

  /** For readers: a cell that is said to run and whose process is gone counts as interrupted. */
  async readLiveStatus(): Promise<CellStatus> {
    const status = await this.readStatus();
    if (status.state !== "running" || !(await this.isAbandoned())) return status;
    // Its process may have ended between the two looks, and have said how.
    const now = await this.readStatus();
    return now.state === "running" ? { state: "interrupted", at: now.at } : now;
  }

  /** Whether no process is at work here, as far as can be told from this machine. */
  async isAbandoned(): Promise<boolean> {
    return (await lifeOfOwner(this.#lockFile).catch(() => "unknown")) === "dead";
  }

  async writeStatus(status: CellStatus): Promise<void> {
    await writeAtomic(join(this.directory, "status.json"), `${JSON.stringify(status)}\n`);
  }

  /** Notes that all that was `asked` is among the records as they now are. */
  seal(asked: string): Promise<void> {
    return writeSeal(this.directory, this.recordsFile, asked);
  }

  /** Whether the records are byte for byte those that were sealed with the same `asked`. Reads, but parses nothing. */
  isSealed(asked: string): Promise<boolean> {
    return isSealed(this.directory, this.recordsFile, asked);
  }

  get logFile(): string {
    return join(this.directory, "log.jsonl");
  }

  async log(line: LogLine): Promise<void> {
    await storing(this.logFile, () => appendFile(this.logFile, `${JSON.stringify(line)}\n`));
  }

  /** The lines that can be read: a damaged log is no reason to stop. */
  async readLog(): Promise<readonly LogLine[]> {
    return (await readLinesLeniently(this.logFile)) as unknown as LogLine[];
  }

  /** How it was started last, as far as its log can be read. */
  async readStart(): Promise<Partial<CellStart> | undefined> {
    return (await this.readLog()).findLast((line): line is CellStart => line.kind === "start");
  }
}
