import { exitCodes, InfoplaneError, primaryDiagnostic } from "@infoplane/contracts";
import { slurmRefused } from "../messages.ts";
import type { SlurmCall } from "./call-slurm.ts";

/** A task of a job array as squeue or the controller lists it. */
export interface QueuedTask {
  /** `17_3`. */
  readonly task: string;
  readonly index: number;
  readonly state: string;
  /** Folder from which the job was submitted. */
  readonly folder: string;
}

/**
 * Submits the script `job.sh` from its folder, to begin when the jobs `after` have ended; returns its number.
 * `options`: those of the script again, as arguments override a site's defaults.
 */
export async function submit(
  call: SlurmCall,
  folder: string,
  options: readonly string[],
  after: readonly string[],
): Promise<string> {
  const dependency = after.length > 0 ? [`--dependency=afterany:${after.join(":")}`] : [];
  const answer = await call("sbatch", ["--parsable", ...options, ...dependency, "job.sh"], folder);
  // A site's wrapper may say more before it.
  const job = answer.split("\n").findLast((line) => /^\d+(?:;.*)?$/.test(line.trim()));
  if (job === undefined) throw unclear("sbatch", answer);
  return job.trim().split(";")[0] ?? "";
}

/** An answer that says nothing proves nothing. */
const unclear = (command: string, answer: string): InfoplaneError =>
  new InfoplaneError(slurmRefused(command, `it answered "${answer.trim().slice(0, 200)}"`), exitCodes.wrongEnvironment);

/** The job that an array task belongs to. */
export const jobOf = ({ task }: QueuedTask): string => task.split("_")[0] ?? task;

/** This user's waiting and running array tasks, in any partition and state. */
export async function readQueue(call: SlurmCall): Promise<QueuedTask[]> {
  const what = ["--all", "--me", "--array", "--states=all", "--noheader", "--format=%F|%K|%T|%Z"];
  const answer = await call("squeue", what);
  return answer.split("\n").flatMap((line) => {
    const [, job, index, state, folder] = /^(\d+)\|(\d+)\|(\w+)\|(.*)$/.exec(line) ?? [];
    if (job === undefined || index === undefined || state === undefined || folder === undefined) return [];
    return isLive(state) ? [{ task: `${job}_${index}`, index: Number(index), state, folder }] : [];
  });
}

/**
 * This user's tasks of a job array according to the controller, with those that ended lately. None if it does not know
 * the job, or knows another one under its number: a new controller counts from 1 again. Throws InfoplaneError if it does
 * not respond.
 */
export async function tasksOf(call: SlurmCall, job: string): Promise<QueuedTask[]> {
  const shown = await call("scontrol", ["--all", "show", "job", "-o", job]).catch((error: unknown) => {
    // Nothing else proves it: a shell says "not found" where scontrol itself is missing.
    if (/Invalid job id specified/.test(primaryDiagnostic(error)?.message ?? "")) return undefined;
    throw error;
  });
  if (shown === undefined) return [];
  const jobs = shown.split("\n").filter((line) => /\bJobId=\d+ .*\bJobState=/.test(line));
  if (jobs.length === 0) throw unclear("scontrol", shown);
  return jobs.flatMap((line) => {
    const [, array, tasks = "", state = ""] =
      /\bArrayJobId=(\d+) ArrayTaskId=(\S+) .*?\bJobState=([A-Z_]+)/.exec(line) ?? [];
    const [, user] = /\bUserId=.*?\((\d+)\)/.exec(line) ?? [];
    const [, folder = ""] = /\bWorkDir=(.*?)(?: \w+=|\s*$)/.exec(line) ?? [];
    if (array !== job || (user !== undefined && Number(user) !== process.getuid?.())) return [];
    return arrayIndices(tasks).map((index) => ({ task: `${job}_${index}`, index, state, folder }));
  });
}

/** How a task ended according to the accounting, if there is one and it says so: `COMPLETED`, `TIMEOUT`... */
export async function accountedEnd(call: SlurmCall, task: string): Promise<string | undefined> {
  const user = process.getuid?.();
  const ours = user === undefined ? [] : [`--user=${user}`];
  const said = await call("sacct", ["-n", "-P", "-X", "-j", task, ...ours, "-o", "State"]).catch(() => "");
  const [, state] = /^([A-Z_]+)/.exec(said.trim().split("\n").at(-1) ?? "") ?? [];
  return state !== undefined && !isLive(state) ? state : undefined;
}

/** Cancels waiting tasks, and asks running ones to save their state and end. */
export async function askToEnd(call: SlurmCall, tasks: readonly QueuedTask[]): Promise<void> {
  const waiting = tasks.filter(({ state }) => state === "PENDING").map(({ task }) => task);
  const running = tasks.filter(({ state }) => state !== "PENDING").map(({ task }) => task);
  await each(waiting, (some) => call("scancel", some));
  await each(running, (some) => call("scancel", ["--batch", "--signal=TERM", ...some]));
}

export async function end(call: SlurmCall, tasks: readonly QueuedTask[]): Promise<void> {
  await each(
    tasks.map(({ task }) => task),
    (some) => call("scancel", some),
  );
}

const atOnce = 500;

/** Tasks that have ended meanwhile are refused, which is not an error. */
async function each(tasks: readonly string[], act: (some: readonly string[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < tasks.length; from += atOnce) {
    await act(tasks.slice(from, from + atOnce)).catch(() => undefined);
  }
}

/** The indices of a Slurm array expression: `2-5%2`, `1,3-5`, `0-8:4`. Empty for anything else. */
export function arrayIndices(expression: string): number[] {
  return expression
    .replace(/%.*$/, "")
    .split(",")
    .flatMap((part) => {
      const [, first, last, step] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part) ?? [];
      if (first === undefined) return [];
      const from = Number(first);
      const by = Math.max(1, Number(step ?? 1));
      return Array.from({ length: Math.floor((Number(last ?? first) - from) / by) + 1 }, (_, at) => from + at * by);
    });
}

/** States of Slurm in which a job has ended (squeue(1), "JOB STATE CODES"). */
const over = new Set([
  ...["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "LAUNCH_FAILED", "NODE_FAIL"],
  ...["OUT_OF_MEMORY", "PREEMPTED", "RECONFIG_FAIL", "REVOKED", "TIMEOUT"],
]);

/** Whether a job in this state may still run: true unless the state is known to be final. */
export const isLive = (state: string): boolean => !over.has(state);
