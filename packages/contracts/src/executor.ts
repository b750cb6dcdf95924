import type { CellEvent, CellSpec, CellStatus } from "./cell.ts";
import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";

/** What a cell's place in the run's directory tells. */
export interface Observation {
  readonly status: CellStatus;
  /** Sessions of this cell that have come to an end of any kind. */
  readonly sessions: number;
  /** Since the last observation. */
  readonly events: readonly CellEvent[];
}

export interface ExecutorContext {
  /** Runs one cell in this process, to its end or to the signal. Never throws for a failing cell: the status says so. */
  runCell(cell: CellSpec, signal: AbortSignal, emit: (event: CellEvent) => void): Promise<CellStatus>;
  /** Command that runs one cell in a new process and sends CellEvents over IPC: for executors that isolate. */
  cellCommand(cell: CellSpec): { readonly file: string; readonly args: readonly string[] };
  emit(event: CellEvent): void;
  readonly signal: AbortSignal;
  /** Name of the experiment: for jobs and folders. */
  readonly experiment: string;
  /** Absolute path of the run's directory. */
  readonly directory: string;
  /**
   * For cells that run elsewhere: how a cell stands, and what has happened since this was last asked, as its place in
   * the run's directory tells.
   */
  observe(cell: CellSpec): Promise<Observation>;
}

export interface Executor {
  /** Runs the cells, in order where it matters; answers how each ended. */
  execute(cells: readonly CellSpec[]): Promise<ReadonlyMap<string, CellStatus>>;
  /** What `execute` would hand to another system, e.g. a job script: for --dry-run. */
  describe?(cells: readonly CellSpec[]): string;
  /**
   * For an executor whose cells outlive this process: ends those that still wait or run, of this and of earlier processes.
   * Gives how many there were, once it is sure that none is left; else it throws.
   */
  cancel?(): Promise<number>;
}

export interface ExecutorPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"executor", S> {
  /**
   * Where the cells run, if not in the process of the run: in others on this machine, or on other machines. Then that process
   * opens no engine and holds no data. Either way they are processes of the same program.
   */
  readonly runsIn?: "processes" | "machines";
  create(options: OptionsOf<S>, context: ExecutorContext): Executor | Promise<Executor>;
}
