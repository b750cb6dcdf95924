import { counted, error, warning } from "@infoplane/contracts";
import { quote } from "./quote.ts";

// Every sentence of this package. A code never changes its meaning.

const after = (text: string): string => (text === "" ? "" : `\n${text}`);
const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(2)} GiB`;

export const processDied = (exit: string, stderr: string, doing: string) =>
  error(
    "executors/process-died",
    `the process of this cell ended without a result during ${doing}: ${exit}` +
      `${exit.startsWith("exit code") ? " (plugin code may have ended it)" : ""}${after(stderr)}`,
    "run again: it resumes from the last checkpoint. If memory ran out, use fewer workers or a smaller batch",
  );

export const outOfMemory = (
  peak: number | undefined,
  total: number,
  batch: number,
  exit: string,
  stderr: string,
  doing: string,
) =>
  error(
    "executors/out-of-memory",
    `memory ran out during ${doing}: ` +
      `${peak === undefined ? "" : `the process of this cell was using ${gigabytes(peak)} of ${gigabytes(total)} `}(${exit})${after(stderr)}`,
    "run fewer cells at a time (--workers), or use a smaller " +
      (batch > 1 ? `batch, e.g. --set dataset.batch=${Math.ceil(batch / 2)}` : "network"),
  );

export const silent = (seconds: number, doing: string) =>
  error(
    "executors/silent",
    `the process of this cell showed no sign of work for ${seconds} s during ${doing}, and was killed`,
    "its last checkpoint is kept; if it is only slow, allow it more time: --executor 'local(heartbeat-timeout: 7200)'",
  );

export const foreignMessages = (count: number) =>
  warning(
    "executors/foreign-messages",
    `${counted(count, "message")} that plugin code sent to the run (process.send) ${count === 1 ? "was" : "were"} ignored`,
  );

export const stuck = (doing: string) =>
  error(
    "executors/stuck",
    `${doing} can never end: it waits for a promise that nothing fulfils`,
    "this is a bug in the plugin that was running; run again, and the cell resumes from the last checkpoint",
  );

export const disconnectHeld = () =>
  error("executors/disconnect-held", "process.disconnect() would cut this cell off from its run, and is refused");

export const signalHeld = () =>
  error(
    "executors/signal-held",
    "process.emit() of a signal would end this run, and is refused",
    "this came from a module that the experiment uses: throw an error there instead",
  );

export const startsAgain = (exit: string) =>
  warning(
    "executors/starts-again",
    `the process of this cell ended without a result (${exit}): it is started again from the last checkpoint`,
  );

export const notSaved = (exit: string, doing: string) =>
  warning(
    "executors/not-saved",
    `the process of this cell ended during ${doing} before it had saved its state (${exit}): it resumes from the last checkpoint`,
  );

export const executorFailed = (reason: string) => error("executors/failed", `the cell could not be run: ${reason}`);

// Slurm

export const slurmMissing = (command: string, reason: string) =>
  error(
    "executors/slurm-missing",
    `${command} can't be run: ${reason}`,
    "run this on a login node of the cluster, or choose --executor local",
  );

export const slurmRefused = (command: string, said: string) =>
  error("executors/slurm-refused", `${command} refused: ${said}`, "--dry-run shows the script that is submitted");

export const slurmSilent = (command: string, seconds: number) =>
  error(
    "executors/slurm-silent",
    `${command} gave no answer in ${seconds} s, and was ended`,
    "try again later. What was submitted is not submitted twice",
  );

export const jobEnded = (job: string, state: string, log: string, tail: string) =>
  error(
    "executors/slurm-job-ended",
    `job ${job} ended without a result (${state}); its log is ${log}${after(tail)}`,
    "run again: it resumes from the last checkpoint",
  );

export const jobOutOfMemory = (job: string, log: string, tail: string, batch: number) =>
  error(
    "executors/slurm-out-of-memory",
    `job ${job} used more memory than it was given; its log is ${log}${after(tail)}`,
    `give it more, e.g. slurm(memory: "32G"), or use a smaller batch, e.g. --set dataset.batch=${Math.max(1, Math.ceil(batch / 2))}`,
  );

export const submitted = (job: string, cells: number) =>
  warning("executors/slurm-submitted", `job ${job} was submitted: ${cells === 1 ? "1 cell" : `${cells} cells`}`);

export const joins = (cells: number) =>
  warning(
    "executors/slurm-joins",
    `${cells === 1 ? "1 cell is" : `${cells} cells are`} already in the queue: followed, not submitted again`,
  );

const namesOf = (jobs: readonly string[]): string =>
  jobs.length === 0 ? "jobs of this run" : `${jobs.length === 1 ? "job" : "jobs"} ${jobs.join(", ")}`;

export const stillQueued = (jobs: readonly string[], reason: string, directory: string) =>
  warning(
    "executors/slurm-still-queued",
    `${namesOf(jobs)} could not be ended and may still be in the queue (${reason}); ` +
      `to end them: npx tsx run cancel ${quote(directory)}`,
  );

export const queueSilent = (jobs: readonly string[], seconds: number, reason: string, directory: string) =>
  warning(
    "executors/slurm-queue-silent",
    `Slurm has not said for ${seconds} s what is in the queue (${reason}); ${namesOf(jobs)} may be. It is asked again, and the cells ` +
      `are followed by what they write; to end them: npx tsx run cancel ${quote(directory)}`,
  );

export const slurmStillLive = (tasks: readonly string[]) =>
  error(
    "executors/slurm-still-live",
    `${tasks.length === 1 ? "this task was" : "these tasks were"} cancelled, but Slurm says that ${tasks.length === 1 ? "it is" : "they are"} not over yet: ${tasks.join(", ")}`,
    "try again later: a node that does not answer keeps its jobs until it does",
  );

export const variablesIgnored = (names: readonly string[]) =>
  warning(
    "executors/slurm-variables-ignored",
    `${names.length === 1 ? "the environment variable" : "the environment variables"} ${names.join(", ")} ${names.length === 1 ? "is" : "are"} not used for the jobs; ` +
      `say what the jobs need in the experiment or on the command line, e.g. --executor 'slurm(account: "lab", time: "2:00:00")'`,
  );

export const submittedAgain = (job: string, state: string) =>
  warning("executors/slurm-again", `job ${job} ended without a result (${state}): this cell is submitted again`);
