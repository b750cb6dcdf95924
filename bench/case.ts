/** A command whose last line of output is a `Reading` as JSON. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What one process measured: a median with its range, over all its repetitions. */
export interface Reading {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Other figures of the same process, by name with unit: `peak MB`. */
  readonly also?: Readonly<Record<string, number>>;
  /** Why there is nothing to measure on this machine; the numbers are NaN then. */
  readonly absent?: string;
}

/** One row of the table. Its commands take turns, round by round, each in its own process. */
export interface Case {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: Command;
  /** By the peer's name. */
  readonly peers: Readonly<Record<string, Command>>;
  /** true: the time of the whole process counts, and the command need not print anything. */
  readonly whole?: boolean;
}

/** What a suite may request: a Python with torch, if there is one. */
export interface Suite {
  readonly name: string;
  readonly cases: (python: string | undefined) => readonly Case[];
  /** true: takes many minutes, and runs only if named by --only. */
  readonly long?: boolean;
}
