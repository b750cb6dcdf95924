import { exitCodes, type ExitCode } from "@infoplane/contracts";
import { openRun, runCell } from "@infoplane/core";
import { connectCellHost } from "@infoplane/executors";
import { loadUsesOf } from "../load-uses-of.ts";
import { holdProcess } from "../outside/hold-process.ts";
import { builtInRegistry } from "../registry.ts";
import { createCellRuntime, profileOf } from "../runtime/cell-runtime.ts";
import { loadData } from "../runtime/load-data.ts";
import type { CellFlags } from "../runtime/cell-command.ts";
import { openEngine, threadsBefore } from "../runtime/open-engine.ts";
import type { Output } from "../show/output.ts";
import { interruptedBy } from "./signals.ts";

/** The hidden command of executors that isolate: one cell of an opened run in this process. Tells its parent over IPC. */
export async function cellCommand(
  directory: string,
  hash: string,
  file: string,
  flags: CellFlags,
  output: Output,
): Promise<ExitCode> {
  const host = connectCellHost();
  const { signal } = host;
  try {
    const run = await openRun(directory, { lock: false });
    const cell = await run.readCell(hash);
    const registry = builtInRegistry();
    const experiment = await run.readExperiment();
    holdProcess({ mayBeKilled: true });
    await loadUsesOf(experiment, registry, file);
    await openEngine({ ...flags, ...(await threadsBefore(run.cell(hash), cell)) }, output, signal);
    const { digest } = (await run.readManifest()).dataset;
    const ask = { dataset: cell.dataset, registry, file, dataDir: flags.dataDir, digest };
    const { dataset } = await loadData(ask, output, signal);
    const status = await runCell(cell, createCellRuntime(registry, dataset, profileOf(run, flags)), {
      run,
      signal,
      emit: (event) => host.emit(event),
    });
    if (status.state === "interrupted") return exitCodes.interrupted;
    return status.state === "done" ? exitCodes.done : exitCodes.runFailed;
  } catch (error) {
    return interruptedBy(error, signal);
  } finally {
    await host.close();
  }
}
