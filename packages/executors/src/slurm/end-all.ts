import { setTimeout } from "node:timers/promises";
import { exitCodes, InfoplaneError, primaryDiagnostic } from "@infoplane/contracts";
import { slurmStillLive } from "../messages.ts";
import { slurmCalls, type SlurmCall } from "./call-slurm.ts";
import { askToEnd, end, type QueuedTask } from "./slurm-commands.ts";
import { markEnding, type Submissions } from "./submissions.ts";

const pause = 1000;

/**
 * Ends all tasks of a run, including earlier submissions: first by request, after `gracePeriod` seconds by force. A
 * queue that does not respond is retried for as long. On return the controller has confirmed that none is left; returns
 * their number. Throws InfoplaneError: `executors/slurm-refused`, `executors/slurm-silent`,
 * `executors/slurm-missing`, `executors/slurm-still-live`.
 */
export async function endAll(submissions: Submissions, gracePeriod: number): Promise<number> {
  if (await submissions.isEmpty()) return 0;
  const call = slurmCalls(gracePeriod);
  const asked = new Set<string>();
  const found = new Set<string>();
  let mustSince: number | undefined;
  for (const begun = performance.now(); ;) {
    const left = await tasksOf(submissions, call, gracePeriod);
    for (const { task } of left) found.add(task);
    if (left.length === 0) return found.size;
    const now = performance.now();
    if (mustSince !== undefined && now - mustSince > gracePeriod * 1000) throw stillLive(left);
    if (asked.size > 0 && now - begun > gracePeriod * 1000) {
      mustSince ??= now;
      await end(call, left);
    } else {
      // A task that is requeued meanwhile is asked there too.
      const isNew = ({ task, state }: QueuedTask): boolean => !asked.has(`${task} ${state}`);
      const asking = left.filter(isNew);
      await markEnding(new Set(asking.map(({ folder }) => folder)));
      await askToEnd(call, asking);
      for (const { task, state } of asking) asked.add(`${task} ${state}`);
    }
    await setTimeout(pause);
  }
}

const stillLive = (left: readonly QueuedTask[]): InfoplaneError =>
  new InfoplaneError(slurmStillLive(left.map(({ task, state }) => `${task} (${state})`)), exitCodes.wrongEnvironment);

async function tasksOf(submissions: Submissions, call: SlurmCall, gracePeriod: number): Promise<QueuedTask[]> {
  for (const begun = performance.now(); ;) {
    try {
      return [...(await submissions.live(call)).values()];
    } catch (error) {
      if (isMissing(error) || performance.now() - begun > gracePeriod * 1000) throw error;
    }
    await setTimeout(pause);
  }
}

function isMissing(error: unknown): boolean {
  return primaryDiagnostic(error)?.code === "executors/slurm-missing";
}
