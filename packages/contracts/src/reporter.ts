import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";
import type { RunView } from "./run-view.ts";

/** A file of the report: a path below `report/` with forward slashes. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** What could not be made and is missing from this file, in sentences; the command exits with code 4. */
  readonly leftOut?: readonly string[];
}

/**
 * A reporter at work. If it throws, its remaining files are missing, the other reporters are still rendered, and the
 * command ends with `core/reporter-failed`, exit code 1.
 */
export interface Reporter {
  render(run: RunView): AsyncIterable<ReportFile>;
}

/** The contract of a reporter: records in, files out. It reads the run view only. Made with {@link defineReporter}. */
export interface ReporterPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"reporter", S> {
  create(options: OptionsOf<S>): Reporter;
}
