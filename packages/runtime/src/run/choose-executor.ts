import {
  exitCodes,
  InfoplaneError,
  isJson,
  optionsOf,
  z,
  type Executor,
  type ExecutorContext,
  type ExecutorPlugin,
  type PluginRef,
  type Registry,
} from "@infoplane/contracts";
import { readRef } from "@infoplane/dsl";
import type { ZodType } from "zod";
import { ExperimentProblem } from "../experiment/experiment-problem.ts";
import { messages } from "../messages.ts";
import { shareMachine, type ParallelChoice } from "./share-machine.ts";

/** What is to run the cells. `detach`: submits them to a cluster and returns; {@link followRun} follows them. */
export interface ExecutorChoice extends ParallelChoice {
  readonly detach?: boolean;
}

/** What runs the cells, and with how much of the machine. */
export interface ChosenExecutor {
  readonly use: PluginRef;
  readonly plugin: ExecutorPlugin;
  readonly workers: number;
  /** It submits the cells and exits: this process does not learn how they end. */
  readonly isDetached: boolean;
  create(context: ExecutorContext): Executor | Promise<Executor>;
}

/**
 * `--executor` in the words of the language, e.g. `local(workers: 2)` or `slurm(gpu, time: "4:00:00")`; `--workers` and
 * `--detach` are short for its options. `threads` are per cell; no executor changes them. Throws InfoplaneError (exit
 * code 2).
 */
export function chooseExecutor(
  flags: ExecutorChoice,
  cells: number,
  threads: number,
  registry: Registry,
): ChosenExecutor {
  const share = shareMachine(flags, cells, threads);
  const text = flags.executor ?? share.executor;
  const { use, diagnostics } = readRef("executor", text, "--executor", registry);
  if (!use) throw new ExperimentProblem(diagnostics, [{ file: `--executor ${text}`, text }]);
  const plugin = registry.get("executor", use.name);
  const options: Record<string, PluginRef["options"][string]> = { ...use.options };
  const shape = plugin.options.shape as Readonly<Record<string, ZodType>>;
  const written = new RegExp(String.raw`\bworkers\s*:|^\s*local\s*\(\s*\d`).test(text);
  if (flags.workers !== undefined || (use.name === "local" && !written)) set("workers", share.workers);
  if (flags.detach) set("detach", true);
  // By default a cell has as many processors as it has threads.
  if (plugin.runsIn === "machines" && "cpus" in shape && !/\bcpus\s*:/.test(text)) set("cpus", threads);
  function set(name: string, value: number | boolean): void {
    const schema = shape[name];
    if (!schema) {
      throw new InfoplaneError(
        messages.badOption(`executor ${use?.name ?? text} does not take --${name}`),
        exitCodes.wrongExperiment,
      );
    }
    const parsed: unknown = z.parse(schema, value);
    if (isJson(parsed)) options[name] = parsed;
  }
  const workers = typeof options["workers"] === "number" ? options["workers"] : share.workers;
  return {
    use: { name: use.name, options },
    plugin,
    workers,
    isDetached: options["detach"] === true,
    create: (context) => plugin.create(optionsOf(plugin, options), context),
  };
}
