import { closeSync } from "node:fs";
import { exitCodes, type ExitCode } from "@infoplane/contracts";
import { ignoresHangup, refuseEmitted } from "@infoplane/executors";
import { leave, wasInterrupted } from "@infoplane/runtime/at-work";
import type { Output } from "../show/output.ts";

/** Clusters send SIGUSR1 before a time limit; SIGHUP comes when a terminal or an ssh session is gone. */
const stopping = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const;
/** A signal within this time of the first is the same one: a terminal and npx both pass Ctrl-C on. */
const echoMilliseconds = 250;

/** What is printed at a signal. */
export interface SignalWords {
  readonly first: string;
  readonly second: string;
}

/** For a process that saves its state. `again` is the command that resumes. */
export const saving = (again: string): SignalWords => ({
  first: `saving (again to stop at once); to continue later: ${again}`,
  second: "stopped without saving; the last checkpoint is kept",
});

/** The first signal saves and ends; a second SIGINT or SIGTERM ends at once. Under `nohup` SIGHUP is ignored. */
export function stopOnSignals(output: Output, words: SignalWords): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const isNohup = ignoresHangup();
  let first = 0;
  const stop = (name: NodeJS.Signals): void => {
    refuseEmitted();
    if (name === "SIGHUP") {
      if (isNohup) return;
      process.once("exit", leaveTerminal);
    }
    if (controller.signal.aborted) {
      if (name === "SIGUSR1" || name === "SIGHUP" || performance.now() - first < echoMilliseconds) return;
      output.note(words.second);
      leave(exitCodes.interrupted);
    }
    first = performance.now();
    output.note(`\n${words.first}`);
    controller.abort();
  };
  for (const name of stopping) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      for (const name of stopping) process.off(name, stop);
    },
  };
}

/** On exit Node restores the terminal's settings, and aborts if the terminal is gone; it skips closed ones. */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // Already closed.
    }
  }
}

/** Does work that signals stop. Interrupting a wait, for data or for an engine's installation, is not an error. */
export async function untilSignal(
  output: Output,
  words: SignalWords,
  work: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const signals = stopOnSignals(output, words);
  try {
    return await work(signals.signal);
  } catch (error) {
    if (wasInterrupted(error, signals.signal)) return exitCodes.interrupted;
    throw error;
  } finally {
    signals.release();
  }
}
