import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { slurmMissing, slurmRefused } from "../messages.ts";

/** A task of a job array as the queue has it. */
export interface QueuedTask {
  /** `17_3`. */
  readonly task: string;
  readonly index: number;
  readonly state: string;
  /** Folder from which the job was submitted. */
  readonly folder: string;
}

/** Calls a command of Slurm, without a shell. Throws InfoplaneError: `executors/slurm-missing`, `executors/slurm-refused`. */
async function call(command: string, args: readonly string[], cwd?: string): Promise<string> {
  // Loaded here: `check` lists executors and starts no process.
  const { execa } = await import("execa");
  const result = await execa(command, args, { reject: false, stdin: "ignore", ...(cwd !== undefined && { cwd }) });
  if (result.exitCode === undefined) {
    const reason = result.originalMessage ?? "unknown";
    throw new InfoplaneError(slurmMissing(command, reason), exitCodes.wrongEnvironment, { cause: result });
  }
  if (result.exitCode !== 0) {
    const said = result.stderr.trim().split("\n").at(-1) ?? "";
    throw new InfoplaneError(slurmRefused(command, said), exitCodes.wrongEnvironment, { cause: result });
  }
  return result.stdout;
}

/** Submits the script `job.sh` of a folder from there, to begin when the jobs `after` have ended; gives its number. */
export async function submit(folder: string, after: readonly string[]): Promise<string> {
  const dependency = after.length > 0 ? [`--dependency=afterany:${after.join(":")}`] : [];
  const answer = await call("sbatch", ["--parsable", ...dependency, "job.sh"], folder);
  return answer.trim().split(";")[0] ?? "";
}

/** The job that an array task is of. */
export const jobOf = ({ task }: QueuedTask): string => task.split("_")[0] ?? task;

/** This user's array tasks that wait or run. */
export async function readQueue(): Promise<QueuedTask[]> {
  const answer = await call("squeue", ["--me", "--array", "--noheader", "--format=%F|%K|%T|%Z"]);
  return answer.split("\n").flatMap((line) => {
    const [, job, index, state, folder] = /^(\d+)\|(\d+)\|(\w+)\|(.*)$/.exec(line) ?? [];
    if (job === undefined || index === undefined || state === undefined || folder === undefined) return [];
    return [{ task: `${job}_${index}`, index: Number(index), state, folder }];
  });
}

/** How a task ended that is no longer in the queue, e.g. `COMPLETED`; `UNKNOWN` where Slurm has forgotten it. */
export async function endOf(task: string): Promise<string> {
  const accounted = await call("sacct", ["-n", "-P", "-X", "-j", task, "-o", "State"]).catch(() => "");
  const [, state] = /^([A-Z_]+)/.exec(accounted.trim().split("\n").at(-1) ?? "") ?? [];
  if (state !== undefined) return state;
  // Without accounting the controller itself remembers for some minutes.
  const shown = await call("scontrol", ["show", "job", "-o", task]).catch(() => "");
  return /\bJobState=([A-Z_]+)/.exec(shown)?.[1] ?? "UNKNOWN";
}

/** Takes tasks that wait out of the queue, and asks those that run to save their state and end. */
export async function askToEnd(tasks: readonly QueuedTask[]): Promise<void> {
  const waiting = tasks.filter(({ state }) => state === "PENDING").map(({ task }) => task);
  const running = tasks.filter(({ state }) => state !== "PENDING").map(({ task }) => task);
  await each(waiting, (some) => call("scancel", some));
  await each(running, (some) => call("scancel", ["--batch", "--signal=TERM", ...some]));
}

export async function end(tasks: readonly QueuedTask[]): Promise<void> {
  await each(
    tasks.map(({ task }) => task),
    (some) => call("scancel", some),
  );
}

const atOnce = 500;

/** What has ended meanwhile is refused: that is no fault. */
async function each(tasks: readonly string[], act: (some: readonly string[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < tasks.length; from += atOnce) {
    await act(tasks.slice(from, from + atOnce)).catch(() => undefined);
  }
}
