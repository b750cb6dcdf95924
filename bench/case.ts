/** A command whose last line of output is a `Reading` as JSON. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** After so many seconds it is ended, and its row says so. */
  readonly limitSeconds?: number;
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

/** One comparison. Its commands take turns, round by round, each in its own process. */
export interface Case {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: Command;
  /** What ours is compared with, by name: other programs, or ours in another form. */
  readonly peers: Readonly<Record<string, Command>>;
  /** Rounds, if the command line does not say how many. Default 3. */
  readonly rounds?: number;
  /** true: the time of the whole process counts, and the command need not print anything. */
  readonly whole?: boolean;
  /** Other figures that are compared in place of the median, each as a case of its own. */
  readonly figures?: readonly string[];
}

/** What a suite may request: a Python with torch, if there is one. */
export interface Suite {
  readonly name: string;
  readonly cases: (python: string | undefined) => readonly Case[];
  /** true: takes many minutes, and runs only if named by --only. */
  readonly long?: boolean;
}
