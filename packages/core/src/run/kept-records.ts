import { exitCodes, InfoplaneError, type RunRecord } from "@infoplane/contracts";
import { recordsTooMany } from "../messages.ts";
import { shareStrings } from "./share-strings.ts";

export interface KeepingLimits {
  /** Of every how many epochs records are kept. The first and the last epoch of each cell stay. */
  readonly every: number;
  /** How many records are kept at most, give or take some. */
  readonly most: number;
  /** The run: for the error. */
  readonly directory: string;
}

/** The records of a run that memory has room for, taken cell by cell. */
export class KeptRecords {
  readonly records: RunRecord[] = [];
  readonly draws: RunRecord[] = [];
  readonly #limits: KeepingLimits;
  readonly #share = shareStrings();

  constructor(limits: KeepingLimits) {
    this.#limits = limits;
  }

  /** Throws InfoplaneError (`core/run-too-large`) where even few epochs have too many records. */
  take(records: readonly RunRecord[], draws: readonly RunRecord[]): void {
    const { every, most, directory } = this.#limits;
    const last = records.at(-1)?.epoch;
    const isKept = ({ epoch }: RunRecord): boolean => epoch % every === 0 || epoch === last;
    for (const row of records) if (isKept(row)) this.records.push(this.#share(row));
    for (const row of draws) if (isKept(row)) this.draws.push(this.#share(row));
    if (this.records.length > most * 2) {
      throw new InfoplaneError(recordsTooMany(directory, this.records.length, most), exitCodes.wrongEnvironment);
    }
  }
}
