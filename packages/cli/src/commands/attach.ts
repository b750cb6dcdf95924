import { exitCodes, InfoplaneError, type ExecutorContext, type ExitCode } from "@infoplane/contracts";
import { findRun, openRun, runPlan, systemClock } from "@infoplane/core";
import { quote } from "@infoplane/executors";
import type { FailOn } from "../fail-on.ts";
import { loadUses } from "../load-uses.ts";
import { messages } from "../messages.ts";
import { builtInRegistry } from "../registry.ts";
import { epochsBefore } from "../show/epochs-before.ts";
import type { Output } from "../show/output.ts";
import { RunProgress } from "../show/progress.ts";
import { finishRun } from "./finish-run.ts";
import { stopOnSignals } from "./signals.ts";

const notRunHere = (): never => {
  throw new Error("this process runs no cells");
};

/** `attach <run>`: follows the cells of a run that are in the queue of a cluster, then reports. Submits and ends nothing. */
export async function attachCommand(
  directory: string,
  { failOn }: { readonly failOn?: FailOn },
  output: Output,
): Promise<ExitCode> {
  const begun = systemClock();
  const { plugin, options } = await executorOf(directory);
  const place = quote(directory);
  const signals = stopOnSignals(output, {
    first: `no longer followed, the jobs go on; to look again: npx tsx run attach ${place}; to end them: npx tsx run cancel ${place}`,
    second: "stopped; the jobs go on",
  });
  const run = await openRun(directory, { lock: true });
  try {
    const [experiment, source, manifest, plan] = await Promise.all([
      run.readExperiment(),
      run.readSource(),
      run.readManifest(),
      run.readPlan(),
    ]);
    const registry = builtInRegistry();
    const missing = await loadUses(
      experiment.uses.map((path) => ({ path })),
      manifest.file ?? "",
      registry,
    );
    const progress = new RunProgress(output, systemClock, plan, await epochsBefore(run, plan));
    const summary = await runPlan({
      run,
      experiment,
      source,
      plan,
      manifest,
      clock: systemClock,
      createExecutor: (context) => plugin.create({ ...options, submit: false, detach: false }, context),
      cellCommand: notRunHere,
      emit: progress.on,
      signal: signals.signal,
    });
    const seconds = (systemClock() - begun) / 1000;
    const again = signals.signal.aborted ? undefined : `npx tsx ${manifest.command.map(quote).join(" ")}`;
    return await finishRun({ summary, directory, registry, seconds, again, failOn, missing }, output);
  } finally {
    signals.release();
    await run.close();
  }
}

/** `cancel <run>`: the cells of a run that are in the queue of a cluster save their state and end. */
export async function cancelCommand(directory: string, output: Output): Promise<ExitCode> {
  const { plugin, options } = await executorOf(directory);
  const run = await findRun(directory);
  const context: ExecutorContext = {
    directory: run.directory,
    experiment: (await run.readExperiment()).name,
    signal: new AbortController().signal,
    emit: () => undefined,
    runCell: notRunHere,
    cellCommand: notRunHere,
    observe: notRunHere,
  };
  const executor = await plugin.create(options, context);
  const ended = (await executor.cancel?.()) ?? 0;
  output.note(
    ended === 0
      ? `nothing of ${directory} was in the queue`
      : `${ended === 1 ? "1 cell was" : `${ended} cells were`} ended; nothing of ${directory} is in the queue any more`,
  );
  return exitCodes.done;
}

/** What the run was started with. Throws InfoplaneError where its cells end with the process that runs them. */
async function executorOf(directory: string) {
  const { executor } = await (await findRun(directory)).readManifest();
  const plugin = executor && builtInRegistry().find("executor", executor.name);
  if (!executor || !plugin?.elsewhere) {
    throw new InfoplaneError(messages.notElsewhere(directory), exitCodes.wrongExperiment);
  }
  return { plugin, options: plugin.options.parse(executor.options) };
}
