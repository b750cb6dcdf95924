import { setTimeout } from "node:timers/promises";
import {
  reasonOf,
  primaryDiagnostic,
  type CellSpec,
  type CellStatus,
  type Diagnostic,
  type ExecutorContext,
  type Observation,
  type Position,
} from "@infoplane/contracts";
import { failed } from "../failed.ts";
import {
  executorFailed,
  joins,
  queueSilent,
  jobEnded,
  jobOutOfMemory,
  stillQueued,
  submitted,
  submittedAgain,
  variablesIgnored,
} from "../messages.ts";
import { slurmCalls, type SlurmCall } from "./call-slurm.ts";
import { endAll } from "./end-all.ts";
import { jobScript, sbatchOptions } from "./job-script.ts";
import type { SlurmOptions } from "./options.ts";
import { accountedEnd, isLive, jobOf, readQueue, submit, type QueuedTask } from "./slurm-commands.ts";
import { ignoredVariables } from "./slurm-environment.ts";
import { isEnding, logOf, Submissions } from "./submissions.ts";

/** A cell that is followed. */
interface Followed {
  readonly cell: CellSpec;
  /** Sessions that had ended before: an earlier status is not about its job. Undefined: it has none in the queue. */
  readonly sessions: number | undefined;
  attempts: number;
  /** Where it was last seen in the queue. */
  task: QueuedTask | undefined;
  /** Number of consecutive queries of the queue without it. */
  absent: number;
  at: Position;
}

/** What the controller says of the tasks of one job, by cell. */
type Known = ReadonlyMap<string, QueuedTask>;

/** Cells that sbatch would not take. */
interface Refused {
  readonly cells: readonly CellSpec[];
  readonly error: unknown;
}

const attempts = 2;
/** On a network file system, files of another machine appear with some delay. */
const patientLooks = 3;
/** Seconds after the signal in which sbatch can still answer: one that is ended may have submitted all the same. */
const lastAnswer = 5;
const gone = new Set(["CANCELLED", "DEADLINE", "REVOKED"]);

/** One session of following a run's cells through the queue. */
export class SlurmRun {
  readonly #options: SlurmOptions;
  readonly #context: ExecutorContext;
  readonly #call: SlurmCall;
  readonly #callSbatch: SlurmCall;
  readonly #statuses = new Map<string, CellStatus>();
  readonly #followed = new Map<string, Followed>();
  /** Since when Slurm gives no answer, and whether this was said. */
  #silent: { readonly since: number; isSaid: boolean } | undefined;

  constructor(options: SlurmOptions, context: ExecutorContext) {
    this.#options = options;
    this.#context = context;
    this.#call = slurmCalls(options["grace-period"], context.signal);
    this.#callSbatch = slurmCalls(options["grace-period"], delayed(context.signal, lastAnswer));
  }

  /** Submits what is not in the queue, and follows everything to its end or the signal. */
  async execute(cells: readonly CellSpec[]): Promise<ReadonlyMap<string, CellStatus>> {
    for (const { hash } of cells) this.#statuses.set(hash, { state: "waiting" });
    if (cells.length === 0 || this.#context.signal.aborted) return this.#statuses;
    const submissions = await Submissions.of(this.#context.directory);
    // Before the queue is read: a job that is there afterwards did not write this.
    const seen = new Map<string, Observation>();
    for (const cell of cells) seen.set(cell.hash, await this.#context.observe(cell));
    const queued = await submissions.live(this.#call).catch((error: unknown) => {
      if (this.#isToEnd()) return new Map<string, QueuedTask>();
      throw error;
    });
    const joined = cells.filter(({ hash }) => queued.has(hash));
    const missing = cells.filter(({ hash }) => !queued.has(hash));
    const first = cells[0]?.hash ?? "";
    if (joined.length > 0) this.#note(first, joins(joined.length));
    const follow = this.#options.submit ? joined : cells;
    for (const cell of follow) {
      const [before, task] = [seen.get(cell.hash), queued.get(cell.hash)];
      const followed = this.#follow(cell, task && before?.sessions, task);
      if (before && !this.#options.detach) this.#tell(followed, before);
    }
    const ignored = ignoredVariables(process.env);
    if (this.#options.submit && missing.length > 0 && ignored.length > 0) this.#note(first, variablesIgnored(ignored));
    const refused = this.#options.submit ? await this.#submit(missing, submissions, queued.values()) : [];
    // Where nothing is submitted at all, no cell is to blame.
    if (refused[0] && this.#followed.size === 0 && !this.#isToEnd()) throw refused[0].error;
    this.#fail(refused);
    if (!this.#options.detach || this.#isToEnd()) await this.#followAll(submissions);
    return this.#statuses;
  }

  #isToEnd(): boolean {
    return this.#context.signal.aborted;
  }

  /**
   * Submits as many arrays as needed. `workers` limits the tasks of one array; for it to limit the run, an array begins
   * when the previous one and the run's jobs in the queue have ended. Returns what sbatch refused.
   */
  async #submit(
    cells: readonly CellSpec[],
    submissions: Submissions,
    queued: Iterable<QueuedTask>,
  ): Promise<Refused[]> {
    const refused: Refused[] = [];
    let before = [...new Set([...queued].map(jobOf))];
    for (let from = 0; from < cells.length && !this.#isToEnd(); from += this.#options.array) {
      const some = cells.slice(from, from + this.#options.array);
      try {
        before = [await this.#submitArray(some, submissions, this.#options.workers === undefined ? [] : before)];
      } catch (error) {
        // A job that is there all the same is ended with the others.
        if (this.#isToEnd()) this.#note(some[0]?.hash ?? "", diagnosticOf(error));
        else refused.push({ cells: some, error });
      }
    }
    return refused;
  }

  #fail(refused: readonly Refused[]): void {
    for (const { cells, error } of refused) {
      for (const cell of cells) {
        const at = this.#followed.get(cell.hash)?.at ?? { epoch: 0, step: 0 };
        this.#end({ cell }, failed(at, diagnosticOf(error)));
      }
    }
  }

  async #submitArray(cells: readonly CellSpec[], submissions: Submissions, after: readonly string[]): Promise<string> {
    const folder = await submissions.add(
      cells.map(({ hash }) => hash),
      scriptOf(cells, this.#options, this.#context),
    );
    const seen = await Promise.all(cells.map((cell) => this.#context.observe(cell)));
    const options = sbatchOptions(this.#context.experiment, cells.length, this.#options);
    const job = await submit(this.#callSbatch, folder, options, after).catch(async (error: unknown) => {
      // Only the answer may be lost.
      const queue = await readQueue(this.#call).catch(() => []);
      const task = queue.find((one) => one.folder === folder);
      if (!task) throw error;
      return jobOf(task);
    });
    // A full disk is no reason to lose a job: its folder identifies it too.
    await submissions.noteJob(folder, job).catch(() => undefined);
    this.#note(cells[0]?.hash ?? "", submitted(job, cells.length));
    for (const [index, cell] of cells.entries()) {
      const task = { task: `${job}_${index}`, index, state: "PENDING", folder };
      this.#follow(cell, seen[index]?.sessions, task);
    }
    return job;
  }

  #follow(cell: CellSpec, sessions: number | undefined, task: QueuedTask | undefined): Followed {
    const known = this.#followed.get(cell.hash);
    const at = known?.at ?? { epoch: 0, step: 0 };
    const followed = { cell, sessions, attempts: (known?.attempts ?? 0) + 1, task, absent: 0, at };
    this.#followed.set(cell.hash, followed);
    return followed;
  }

  #tell(followed: Followed, { events }: Observation): void {
    for (const event of events) {
      if ("at" in event) followed.at = event.at;
      this.#context.emit(event);
    }
  }

  async #followAll(submissions: Submissions): Promise<void> {
    const { signal } = this.#context;
    while (this.#followed.size > 0 && !this.#isToEnd()) {
      await setTimeout(this.#options.poll * 1000, undefined, { signal }).catch(() => undefined);
      if (!this.#isToEnd()) await this.#look(submissions);
    }
    if (this.#isToEnd()) await this.#stop(submissions);
  }

  /**
   * One query of the queue and of the cells' folders. A queue that does not respond says nothing about them; what a cell
   * has written stands.
   */
  async #look(submissions: Submissions): Promise<void> {
    const begun = performance.now();
    let trouble: unknown;
    const troubled = (error: unknown): undefined => void (trouble = error);
    const queue = await readQueue(this.#call).catch(troubled);
    const tasks = queue && (await submissions.tasks(queue));
    const known = new Map<string, Promise<Known | undefined>>();
    const askOnce = (job: string): Promise<Known | undefined> => {
      const asked = known.get(job) ?? submissions.known(this.#call, job).catch(troubled);
      known.set(job, asked);
      return asked;
    };
    const again: CellSpec[] = [];
    for (const followed of this.#followed.values()) {
      const { cell } = followed;
      const seen = await this.#context.observe(cell);
      this.#tell(followed, seen);
      const task = tasks?.get(cell.hash);
      if (task) Object.assign(followed, { task, absent: 0 });
      else if (isResult(seen, followed)) this.#end(followed, seen.status);
      else if (tasks && ++followed.absent >= patientLooks && (await this.#settle(followed, seen.status, askOnce)))
        again.push(cell);
    }
    this.#fail(await this.#submit(again, submissions, tasks?.values() ?? []));
    this.#sayNoAnswer(begun, trouble);
  }

  /** Says so once, if Slurm has given no answer in `grace-period` seconds. Its jobs may live on: nothing else follows. */
  #sayNoAnswer(begun: number, trouble: unknown): void {
    if (trouble === undefined) this.#silent = undefined;
    else if (!this.#isToEnd() && this.#followed.size > 0) {
      this.#silent ??= { since: begun, isSaid: false };
      const seconds = (performance.now() - this.#silent.since) / 1000;
      if (this.#silent.isSaid || seconds < this.#options["grace-period"]) return;
      this.#silent.isSaid = true;
      const { message } = diagnosticOf(trouble);
      this.#noteOfJobs((jobs) => queueSilent(jobs, Math.round(seconds), message, this.#context.directory));
    }
  }

  /** Handles a task that left the queue before its cell ended. Returns whether to resubmit it. */
  async #settle(
    followed: Followed,
    seen: CellStatus,
    known: (job: string) => Promise<Known | undefined>,
  ): Promise<boolean> {
    const { cell, task, at } = followed;
    if (!task) {
      // Never seen in the queue, and not submitted by us: it is still to be run.
      this.#end(followed, { state: "waiting" });
      return false;
    }
    const tasks = await known(jobOf(task));
    const told = tasks?.get(cell.hash)?.state;
    // Not listed does not mean gone: it is followed until Slurm itself reports its end.
    if (!tasks || (told !== undefined && isLive(told))) return false;
    // What the controller has forgotten has ended, even if the accounting still lists it as live.
    const state = (await accountedEnd(this.#call, task.task)) ?? told ?? "UNKNOWN";
    // It could not be asked to the end.
    if (this.#isToEnd()) return false;
    // Joined when its cell was done already.
    if (state === "COMPLETED" && seen.state === "done") {
      this.#end(followed, seen);
      return false;
    }
    // A cell that was asked to end exits with a special code: to Slurm its job has failed.
    if (gone.has(state) || (await isEnding(task.folder))) {
      this.#end(followed, interrupted(followed, seen));
      return false;
    }
    const { file, tail } = await logOf(task.folder, task.task);
    if (state === "OUT_OF_MEMORY") {
      this.#end(followed, failed(at, jobOutOfMemory(task.task, file, tail, cell.dataset.batch)));
      return false;
    }
    if (followed.attempts < attempts && this.#options.submit) {
      this.#note(cell.hash, submittedAgain(task.task, state));
      return true;
    }
    this.#end(followed, failed(at, jobEnded(task.task, state, file, tail)));
    return false;
  }

  /**
   * At the signal: the cells save their state and end; then nothing of this run is left in the queue. A follower leaves
   * them alone.
   */
  async #stop(submissions: Submissions): Promise<void> {
    if (!this.#options.submit) return;
    await endAll(submissions, this.#options["grace-period"]).catch((error: unknown) => {
      const { message } = diagnosticOf(error);
      this.#noteOfJobs((jobs) => stillQueued(jobs, message, this.#context.directory));
    });
    for (const followed of [...this.#followed.values()]) {
      const { status } = await this.#context.observe(followed.cell);
      this.#end(followed, status.state === "done" ? status : interrupted(followed, status));
    }
  }

  #noteOfJobs(say: (jobs: readonly string[]) => Diagnostic): void {
    const followed = [...this.#followed.values()];
    const jobs = new Set(followed.flatMap(({ task }) => (task ? [jobOf(task)] : [])));
    this.#note(followed[0]?.cell.hash ?? "", say([...jobs]));
  }

  #end({ cell }: Pick<Followed, "cell">, status: CellStatus): void {
    this.#followed.delete(cell.hash);
    this.#statuses.set(cell.hash, status);
    this.#context.emit({ kind: "end", cell: cell.hash, status });
  }

  #note(cell: string, { message }: Diagnostic): void {
    this.#context.emit({ kind: "note", cell, message });
  }
}

/** Script of a job array of these cells. */
export function scriptOf(cells: readonly CellSpec[], options: SlurmOptions, context: ExecutorContext): string {
  const [first] = cells;
  if (!first) return "";
  return jobScript({
    name: context.experiment,
    cells: cells.length,
    command: context.cellCommand(first),
    hash: first.hash,
    workingDirectory: process.cwd(),
    options,
  });
}

/** Whether a cell's folder tells how its job ended, and not one before. */
function isResult({ status, sessions }: Observation, followed: Followed): boolean {
  const isOver = status.state === "done" || status.state === "failed";
  return isOver && (followed.sessions === undefined || sessions > followed.sessions);
}

function interrupted({ at }: Followed, seen: CellStatus): CellStatus {
  return seen.state === "interrupted" ? seen : { state: "interrupted", at };
}

/** Aborts some seconds after another signal. */
function delayed(signal: AbortSignal, seconds: number): AbortSignal {
  const late = new AbortController();
  const wait = (): void => void setTimeout(seconds * 1000, undefined, { ref: false }).then(() => late.abort());
  signal.addEventListener("abort", wait, { once: true });
  return late.signal;
}

function diagnosticOf(error: unknown): Diagnostic {
  const said = primaryDiagnostic(error);
  return said ?? executorFailed(reasonOf(error));
}
