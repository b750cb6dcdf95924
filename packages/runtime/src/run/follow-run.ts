import { exitCodes, InfoplaneError, optionsOf, type ExecutorContext } from "@infoplane/contracts";
import { findRun, openRunStore, runPlan, sourceOf, systemClock } from "@infoplane/core";
import { callOf, type CallOptions } from "../events.ts";
import { messages } from "../messages.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { loadOwnModules } from "../view/load-own-modules.ts";
import { reportOf } from "../view/render-report.ts";
import { epochsBefore } from "./epochs-before.ts";
import type { RunOutcome } from "./run-experiment.ts";

const runsNoCells = (): never => {
  throw new Error("this process runs no cells");
};

/**
 * Follows a run's cells in a cluster's queue, then renders its report. Submits and ends nothing; the signal only ends
 * the following. Throws InfoplaneError if the run's cells are in no queue.
 */
export async function followRun(directory: string, options: CallOptions = {}): Promise<RunOutcome> {
  const begun = systemClock();
  const call = callOf(options);
  const { plugin, options: executorOptions } = await executorOf(directory);
  const run = await openRunStore(directory, { lock: true });
  try {
    const [definition, manifest] = await Promise.all([run.readDefinition(), run.readManifest()]);
    const { experiment, plan } = definition;
    const registry = builtInRegistry();
    const missing = await loadOwnModules({ experiment, manifest, directory: run.directory }, registry);
    call.emit({ kind: "following", plan, epochsBefore: await epochsBefore(run, plan) });
    const summary = await runPlan({
      run,
      experiment,
      source: sourceOf(definition),
      plan,
      manifest,
      clock: systemClock,
      createExecutor: (context) => plugin.create({ ...executorOptions, submit: false, detach: false }, context),
      cellCommand: runsNoCells,
      emit: (event) => call.emit({ kind: "cell", event }),
      signal: call.signal,
    });
    const seconds = (systemClock() - begun) / 1000;
    call.emit({ kind: "ended", summary, seconds });
    const report = await reportOf(summary, directory, registry, missing);
    return { directory, summary, ...(report && { report }), isSubmitted: false, seconds };
  } finally {
    await run.close();
  }
}

/**
 * Ends a run's cells in a cluster's queue; they save their state. Returns how many there were. Throws InfoplaneError if
 * the run's cells are in no queue.
 */
export async function cancelRun(directory: string): Promise<number> {
  const { plugin, options } = await executorOf(directory);
  const run = await findRun(directory);
  const context: ExecutorContext = {
    directory: run.directory,
    experiment: (await run.readExperiment()).name,
    signal: new AbortController().signal,
    emit: () => undefined,
    runCell: runsNoCells,
    cellCommand: runsNoCells,
    observe: runsNoCells,
  };
  const executor = await plugin.create(options, context);
  return (await executor.cancel?.()) ?? 0;
}

/** The run's original executor. Throws InfoplaneError if its cells end with the process that runs them. */
async function executorOf(directory: string) {
  const { executor } = await (await findRun(directory)).readManifest();
  const plugin = executor && builtInRegistry().find("executor", executor.name);
  if (!executor || plugin?.runsIn !== "machines") {
    throw new InfoplaneError(messages.notElsewhere(directory), exitCodes.wrongExperiment);
  }
  return { plugin, options: optionsOf(plugin, executor.options) };
}
