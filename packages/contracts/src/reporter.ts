import type { OptionsOf, OptionsSchema, PluginBase } from "./plugin.ts";
import type { RunView } from "./run-view.ts";

/** A file of the report: a path below `report/` with forward slashes. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** What could not be made and is missing from this file, in sentences; the command exits with code 4. */
  readonly leftOut?: readonly string[];
}

export interface Reporter {
  render(run: RunView): AsyncIterable<ReportFile>;
}

/** Turns records into files. Reads the run view only. */
export interface ReporterPlugin<S extends OptionsSchema = OptionsSchema> extends PluginBase<"reporter", S> {
  create(options: OptionsOf<S>): Reporter;
}
