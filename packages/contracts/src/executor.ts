import type { CellEvent, CellSpec, CellStatus } from "./cell.ts";
import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";

export interface ExecutorContext {
  /** Runs one cell in this process, to its end or to the signal. Never throws for a failing cell: the status says so. */
  runCell(cell: CellSpec, signal: AbortSignal, emit: (event: CellEvent) => void): Promise<CellStatus>;
  /** Command that runs one cell in a new process and sends CellEvents over IPC: for executors that isolate. */
  cellCommand(cell: CellSpec): { readonly file: string; readonly args: readonly string[] };
  emit(event: CellEvent): void;
  readonly signal: AbortSignal;
}

export interface Executor {
  /** Runs the cells, in order where it matters; answers how each ended. */
  execute(cells: readonly CellSpec[]): Promise<ReadonlyMap<string, CellStatus>>;
}

export interface ExecutorPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"executor", S> {
  create(options: OptionsOf<S>, context: ExecutorContext): Executor;
}
