import { access, mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SlurmCall } from "./call-slurm.ts";
import { isLive, jobOf, readQueue, tasksOf, type QueuedTask } from "./slurm-commands.ts";

/** The folders `<run>/slurm/<n>/`, each of one job array: `job.sh`, `cells`, `job` (its number) and the logs. */
export class Submissions {
  readonly #root: string;
  readonly #cells = new Map<string, readonly string[]>();

  private constructor(root: string) {
    this.#root = root;
  }

  static async of(run: string): Promise<Submissions> {
    await mkdir(join(run, "slurm"), { recursive: true });
    // Slurm names folders by their real paths.
    return new Submissions(await realpath(join(run, "slurm")));
  }

  /** Whether nothing was ever submitted. */
  async isEmpty(): Promise<boolean> {
    return (await readdir(this.#root)).length === 0;
  }

  /** A new folder with a script for these cells. */
  async add(hashes: readonly string[], script: string): Promise<string> {
    // Longer numbers are not ours, and counting on from them may get nowhere: 2 ** 53 + 1 is 2 ** 53.
    const taken = (await readdir(this.#root)).filter((name) => /^\d{1,9}$/.test(name)).map(Number);
    for (let number = Math.max(0, ...taken) + 1; ; number++) {
      const folder = join(this.#root, String(number));
      try {
        await mkdir(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      await writeFile(join(folder, "cells"), hashes.map((hash) => `${hash}\n`).join(""));
      await writeFile(join(folder, "job.sh"), script);
      this.#cells.set(folder, hashes);
      return folder;
    }
  }

  /** Records the number of a job submitted from a folder, which identifies it even if the run's folder is moved. */
  async noteJob(folder: string, job: string): Promise<void> {
    await writeFile(join(folder, jobFile), job);
  }

  /** The tasks of this run in a queue, by cell. */
  async tasks(queue: readonly QueuedTask[]): Promise<Map<string, QueuedTask>> {
    const jobs = await this.#jobs();
    const tasks = new Map<string, QueuedTask>();
    for (const task of queue) {
      const folder = dirname(task.folder) === this.#root ? task.folder : jobs.get(jobOf(task));
      if (folder === undefined || (folder !== task.folder && (await exists(task.folder)))) continue;
      const hash = (await this.#cellsOf(folder))[task.index];
      if (hash !== undefined) tasks.set(hash, { ...task, folder });
    }
    return tasks;
  }

  /**
   * The waiting and running tasks of this run, by cell. A task missing in squeue proves nothing: the controller is asked
   * about its job. Throws InfoplaneError if either does not respond.
   */
  async live(call: SlurmCall): Promise<Map<string, QueuedTask>> {
    const queue = await readQueue(call);
    const listed = new Set(queue.map(({ task }) => task));
    const tasks = await this.tasks(queue);
    // The number of a job may never have been recorded.
    const jobs = await this.#jobs();
    for (const task of tasks.values()) jobs.set(jobOf(task), task.folder);
    for (const [job, folder] of jobs) {
      const cells = await this.#cellsOf(folder);
      if (cells.every((_, index) => listed.has(`${job}_${index}`))) continue;
      for (const [hash, task] of await this.known(call, job)) if (isLive(task.state)) tasks.set(hash, task);
    }
    return tasks;
  }

  /** What the controller knows of this run's tasks of a job, live or ended, by cell. Throws if it does not respond. */
  async known(call: SlurmCall, job: string): Promise<ReadonlyMap<string, QueuedTask>> {
    return this.tasks(await tasksOf(call, job));
  }

  /** Folder of each job with a recorded number. */
  async #jobs(): Promise<Map<string, string>> {
    const jobs = new Map<string, string>();
    for (const name of await readdir(this.#root)) {
      const folder = join(this.#root, name);
      const job = await readFile(join(folder, jobFile), "utf8").catch(() => "");
      if (/^\d+$/.test(job)) jobs.set(job, folder);
    }
    return jobs;
  }

  async #cellsOf(folder: string): Promise<readonly string[]> {
    const known = this.#cells.get(folder);
    if (known) return known;
    const text = await readFile(join(folder, "cells"), "utf8").catch(() => "");
    const hashes = text.split("\n").filter((line) => line !== "");
    this.#cells.set(folder, hashes);
    return hashes;
  }
}

const jobFile = "job";

/** Next to a script whose tasks are being ended: followers are not to resubmit their cells. */
const endingMark = "ending";

/** A full disk is no reason not to end the tasks. */
export async function markEnding(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) await writeFile(join(folder, endingMark), "").catch(() => undefined);
}

export function isEnding(folder: string): Promise<boolean> {
  return exists(join(folder, endingMark));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const tailLength = 2000;

/** Log of a task, and its last lines. */
export async function logOf(folder: string, task: string): Promise<{ readonly file: string; readonly tail: string }> {
  const file = join(folder, `${task}.log`);
  const text = await readFile(file, "utf8").catch(() => "");
  return { file, tail: text.slice(-tailLength).trim() };
}
