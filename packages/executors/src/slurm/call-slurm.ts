import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { slurmMissing, slurmRefused, slurmSilent } from "../messages.ts";
import { slurmEnvironment } from "./slurm-environment.ts";

/**
 * Runs a command of Slurm and returns its output. Throws InfoplaneError: `executors/slurm-missing`,
 * `executors/slurm-refused`, `executors/slurm-silent`.
 */
export type SlurmCall = (command: string, args: readonly string[], cwd?: string) => Promise<string>;

/** Seconds that a command always has: Slurm's own allow themselves ten for a message, and most answer in one. */
const least = 5;

/**
 * Calls without a shell, and without the environment variables that would change Slurm's output. A command that has not
 * answered after `seconds`, or when the signal aborts, is ended.
 */
export function slurmCalls(seconds: number, signal?: AbortSignal): SlurmCall {
  return async (command, args, cwd) => {
    // Loaded here: `check` lists executors and starts no process.
    const { execa } = await import("execa");
    const begun = performance.now();
    const child = execa(command, args, {
      reject: false,
      stdin: "ignore",
      extendEnv: false,
      env: slurmEnvironment(process.env),
      // Its own process group: Ctrl-C is for the run, and what a site's wrapper has started ends with the wrapper.
      detached: true,
      ...(cwd !== undefined && { cwd }),
    });
    const forced = { isOver: false };
    const end = (): void => {
      forced.isOver = true;
      endGroup(child.pid);
    };
    const timer = setTimeout(end, Math.max(least, seconds) * 1000);
    process.once("exit", end);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
    const result = await child;
    clearTimeout(timer);
    process.off("exit", end);
    signal?.removeEventListener("abort", end);
    if (result.exitCode === 0) return result.stdout;
    const said = forced.isOver
      ? slurmSilent(command, Math.round((performance.now() - begun) / 1000))
      : result.exitCode === undefined && result.signal === undefined
        ? slurmMissing(command, result.originalMessage ?? "unknown")
        : slurmRefused(command, result.signal ?? result.stderr.trim().split("\n").at(-1) ?? "");
    throw new InfoplaneError(said, exitCodes.wrongEnvironment, { cause: result });
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
