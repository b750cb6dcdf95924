import { parseArgs } from "node:util";
import { exitCodes, type EngineName, type ExitCode } from "@infoplane/contracts";
import { openRunStore, runCell } from "@infoplane/core";
import { connectCellHost, type CellHost } from "@infoplane/executors";
import { callOf, type RuntimeEvent } from "../events.ts";
import { failureOf } from "../failure-of.ts";
import { wasInterrupted } from "../interrupted.ts";
import { loadUsesOf } from "../plugins/load-uses-of.ts";
import { holdProcess } from "../plugins/outside/hold-process.ts";
import { builtInRegistry } from "../plugins/registry.ts";
import { keepFilesOwn, keepPathAbsolute, outliveReaders, write } from "../process.ts";
import type { CellChoice } from "../run/cell-command.ts";
import { createCellRuntime, profileOf } from "./cell-runtime.ts";
import { describeEngine } from "./describe-engine.ts";
import { loadData } from "./load-data.ts";
import { openEngine, threadsBefore } from "./open-engine.ts";

/**
 * The whole life of a process that runs one cell of an opened run, for executors that isolate cells. `words` are those
 * of `cellCommand`. Reports to its parent over IPC, and to people on stderr. Returns the exit code.
 */
export async function runCellProcess(words: readonly string[]): Promise<ExitCode> {
  keepFilesOwn();
  keepPathAbsolute();
  outliveReaders();
  const host = connectCellHost();
  try {
    return await runOneCell(words, host);
  } catch (error) {
    if (wasInterrupted(error, host.signal)) return exitCodes.interrupted;
    const { text, exitCode } = await failureOf(error, { color: false });
    say(text);
    return exitCode;
  } finally {
    await host.close();
  }
}

async function runOneCell(words: readonly string[], host: CellHost): Promise<ExitCode> {
  const { directory, hash, file, choice } = read(words);
  const call = callOf({ signal: host.signal, onEvent });
  const run = await openRunStore(directory, { lock: false });
  const { cell, experiment } = await run.readCell(hash);
  const registry = builtInRegistry();
  holdProcess({ mayBeKilled: true, say: (message) => host.emit({ kind: "note", cell: hash, message }) });
  await loadUsesOf(experiment, registry, file);
  await openEngine({ ...choice, ...(await threadsBefore(run.cell(hash), cell)) }, call);
  const { digest } = (await run.readManifest()).dataset;
  const { dataset } = await loadData({ dataset: cell.dataset, registry, file, dataDir: choice.dataDir, digest }, call);
  const status = await runCell(cell, createCellRuntime(registry, dataset, profileOf(run, choice)), {
    run,
    measures: experiment.measures,
    signal: host.signal,
    emit: (event) => host.emit(event),
  });
  if (status.state === "interrupted") return exitCodes.interrupted;
  return status.state === "done" ? exitCodes.done : exitCodes.runFailed;
}

function read(words: readonly string[]) {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      engine: text,
      require: text,
      threads: text,
      "no-compile": { type: "boolean" },
      "data-dir": text,
      "profile-steps": text,
    },
  });
  const [directory = "", hash = "", file = ""] = positionals;
  const choice: CellChoice = {
    ...(values.engine !== undefined && { engine: values.engine as EngineName }),
    ...(values.require !== undefined && { require: "gpu" }),
    ...(values.threads !== undefined && { threads: Number(values.threads) }),
    ...(values["no-compile"] && { compile: false }),
    ...(values["data-dir"] !== undefined && { dataDir: values["data-dir"] }),
    ...(values["profile-steps"] !== undefined && { profileSteps: Number(values["profile-steps"]) }),
  };
  return { directory, hash, file, choice };
}

function onEvent(event: RuntimeEvent): void {
  if (event.kind === "note") say(event.message);
  if (event.kind === "engine") say(describeEngine(event.engine));
}

const say = (text: string): void => write(process.stderr, `${text}\n`);
