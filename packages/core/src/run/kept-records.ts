import { exitCodes, InfoplaneError, type RunRecord, type RecordValue } from "@infoplane/contracts";
import { recordsTooMany } from "../messages.ts";

export interface KeepingLimits {
  /** Records are kept for every n-th epoch, and for the first and last epoch of each cell. */
  readonly every: number;
  /** Approximate upper limit on the number of records. */
  readonly most: number;
  /** The run's directory, for the error. */
  readonly directory: string;
}

/** The records of a run that fit into memory, added cell by cell. */
export class KeptRecords {
  readonly records: RunRecord[] = [];
  readonly draws: RunRecord[] = [];
  readonly #limits: KeepingLimits;
  readonly #share = shareStrings();

  constructor(limits: KeepingLimits) {
    this.#limits = limits;
  }

  /** Throws InfoplaneError (`core/run-too-large`) if even a few epochs have too many records. */
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

/** With more texts than this, they are practically all different. */
const mostTexts = 100_000;

/** Makes equal texts of records share one string: JSON.parse makes a new one every time. */
function shareStrings(): (row: RunRecord) => RunRecord {
  const known = new Map<string, string>();
  return (row) => {
    const columns = row as Record<string, RecordValue | undefined>;
    for (const column in columns) {
      const value = columns[column];
      if (typeof value !== "string") continue;
      const shared = known.get(value);
      if (shared !== undefined) columns[column] = shared;
      else if (known.size < mostTexts) known.set(value, value);
    }
    return row;
  };
}
