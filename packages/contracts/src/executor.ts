import type { CellEvent, CellSpec, CellStatus } from "./cell.ts";
import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";

/** What a cell's folder in the run's directory says. */
export interface Observation {
  readonly status: CellStatus;
  /** Sessions of this cell that have ended, in whatever way. */
  readonly sessions: number;
  /** Events since the last observation. */
  readonly events: readonly CellEvent[];
}

/** What `create` of an executor gets: two ways to run a cell, here or in another process, and one to watch it. */
export interface ExecutorContext {
  /** Runs one cell in this process until it ends or the signal aborts. Never throws for a failing cell. */
  runCell(cell: CellSpec, signal: AbortSignal, emit: (event: CellEvent) => void): Promise<CellStatus>;
  /** Command that runs one cell in a new process and sends CellEvents over IPC, for executors that isolate cells. */
  cellCommand(cell: CellSpec): { readonly file: string; readonly args: readonly string[] };
  emit(event: CellEvent): void;
  readonly signal: AbortSignal;
  /** Name of the experiment, for jobs and folders. */
  readonly experiment: string;
  /** Absolute path of the run's directory. */
  readonly directory: string;
  /**
   * For cells that run elsewhere: the cell's status, and what has happened since the last call, according to its folder
   * in the run's directory.
   */
  observe(cell: CellSpec): Promise<Observation>;
}

/** An executor at work. It serves one run. */
export interface Executor {
  /**
   * Runs the cells, in order where it matters; returns how each ended, by its hash. One that is missing counts as
   * interrupted. When the context's signal aborts, cells that run save their state, and no other begins.
   */
  execute(cells: readonly CellSpec[]): Promise<ReadonlyMap<string, CellStatus>>;
  /** What `execute` would hand to another system, e.g. a job script; for --dry-run. */
  describe?(cells: readonly CellSpec[]): string;
  /**
   * For an executor whose cells outlive this process: ends all that wait or run, whichever process submitted them.
   * Returns how many there were once it is certain that none is left; throws otherwise.
   */
  cancel?(): Promise<number>;
}

/** The contract of an executor: where the cells of a run are trained. Made with {@link defineExecutor}. */
export interface ExecutorPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"executor", S> {
  /**
   * Where the cells run if not in the run's own process: in other processes on this machine, or on other machines. The
   * run's process then opens no engine and loads no data. The cells run the same program either way.
   */
  readonly runsIn?: "processes" | "machines";
  create(options: OptionsOf<S>, context: ExecutorContext): Executor | Promise<Executor>;
}
