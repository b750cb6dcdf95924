import { setTimeout } from "node:timers/promises";
import { saidBy } from "@infoplane/contracts";
import { askToEnd, end, readQueue, type QueuedTask } from "./slurm-commands.ts";
import { markEnding, type Submissions } from "./submissions.ts";

const pause = 1000;

/**
 * Ends all tasks of a run, those of earlier submissions too: first they are asked to, after `patience` seconds they must.
 * A queue that does not answer is asked again for as long. Throws InfoplaneError: `executors/slurm-refused`,
 * `executors/slurm-missing`.
 */
export async function endAll(submissions: Submissions, patience: number): Promise<void> {
  const asked = new Set<string>();
  for (const begun = performance.now(); ;) {
    const left = await tasksOf(submissions, patience);
    if (left.length === 0) return;
    if (asked.size > 0 && performance.now() - begun > patience * 1000) return end(left);
    // One that goes back into the queue meanwhile is asked there too.
    const isNew = ({ task, state }: QueuedTask): boolean => !asked.has(`${task} ${state}`);
    const asking = left.filter(isNew);
    await markEnding(new Set(asking.map(({ folder }) => folder)));
    await askToEnd(asking);
    for (const { task, state } of asking) asked.add(`${task} ${state}`);
    await setTimeout(pause);
  }
}

async function tasksOf(submissions: Submissions, patience: number): Promise<QueuedTask[]> {
  for (const begun = performance.now(); ;) {
    try {
      return [...(await submissions.tasks(await readQueue())).values()];
    } catch (error) {
      if (isMissing(error) || performance.now() - begun > patience * 1000) throw error;
    }
    await setTimeout(pause);
  }
}

function isMissing(error: unknown): boolean {
  return saidBy(error)?.code === "executors/slurm-missing";
}
