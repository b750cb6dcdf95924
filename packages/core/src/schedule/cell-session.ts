import { setImmediate as nextTurn } from "node:timers/promises";
import {
  alike,
  asError,
  DivergedError,
  exitCodes,
  InfoplaneError,
  isDue,
  reasonOf,
  type CellEvent,
  type CellSpec,
  type Diagnostic,
  type Measurement,
  type MeasureSpec,
  type Position,
  type TrainEvent,
} from "@infoplane/contracts";
import { isoTime } from "../clock.ts";
import { otherEngine, isDamage, notMeasured, trainerFailed, trainerNote, continues, wouldTrain } from "../messages.ts";
import { PluginFault } from "../plugin-fault.ts";
import type { Archives } from "../store/archive-end.ts";
import { trainingLoss, type CellRecords } from "../store/cell-records.ts";
import type { CellStore, LogLine } from "../store/cell-store.ts";
import type { Checkpoint } from "../store/checkpoints.ts";
import { Scratch } from "../store/scratch.ts";
import type { CellRuntime, CellTraining } from "./cell-runtime.ts";
import { knownDefinitions, type KnownDefinitions } from "./known-definitions.ts";
import { Measurer } from "./measurer.ts";
import { missingAt, unmeasurable } from "./missing-measures.ts";
import { isBefore, isTrained } from "./progress.ts";
import { findResumePoint, readSound } from "./resume-point.ts";
import { archiveStaleRecords, restoreArchivedRecords } from "./archive-records.ts";
import { summary, trainingLosses } from "./epoch-summary.ts";
import { toRecord, totalSteps } from "./to-record.ts";

/** What a session needs in addition to the cell. */
export interface SessionContext {
  readonly measures: readonly MeasureSpec[];
  readonly runtime: CellRuntime;
  readonly store: CellStore;
  readonly signal: AbortSignal;
  readonly emit: (event: CellEvent) => void;
  /** How many of the newest checkpoints to keep. */
  readonly keep: number;
  /** Fails if something would have to be trained. */
  readonly measuresOnly: boolean;
  /** Throws if this process no longer holds the cell's lock. */
  readonly checkHeld: () => void;
}

/** What a session works with, once it has decided where to resume. */
interface Work {
  readonly training: CellTraining;
  readonly measurer: Measurer;
  readonly records: CellRecords;
}

const start: Position = { epoch: 0, step: 0 };

/**
 * One stretch of a cell's training in one process, from its last good checkpoint to its end or the signal.
 *
 * At the end of an epoch: measure, append the records (durable), write the checkpoint (durable), write the status. A
 * process killed between any two of these leaves at most records beyond the last checkpoint; the next session drops
 * them when it resumes from there, and they come back with the same bits.
 */
export class CellSession {
  readonly #cell: CellSpec;
  readonly #context: SessionContext;
  #at = start;
  #saved: Position | undefined;
  /** What the trainer has reported since the last event. */
  readonly #notes: string[] = [];

  constructor(cell: CellSpec, context: SessionContext) {
    this.#cell = cell;
    this.#context = context;
  }

  /** Position reached so far. */
  get at(): Position {
    return this.#at;
  }

  /** Position of the newest checkpoint that this session knows to be good. */
  get saved(): Position | undefined {
    return this.#saved;
  }

  /** Throws what stops the cell: DivergedError or InfoplaneError. */
  async run(): Promise<"done" | "interrupted"> {
    const { measures, store, runtime, signal, measuresOnly } = this.#context;
    const { records, known } = await this.#openRecords();
    const resume = await findResumePoint(store.checkpoints, records, this.#report);
    if (measuresOnly && !(resume && isTrained(this.#cell, resume.at))) {
      throw new InfoplaneError(wouldTrain(store.directory, this.#cell.training.epochs), exitCodes.runFailed);
    }
    if (resume) this.#at = this.#saved = resume.at;
    if (signal.aborted) return "interrupted";
    await this.#noteEngine(resume);
    // The status first: it must never claim more than the records have.
    await store.writeStatus({ state: "running", at: this.#at });
    const archives = await this.#define(records, known);
    await this.#rewind(resume, records);
    if (resume) await restoreArchivedRecords(this.#cell, measures, resume.at.epoch, archives, records, store);
    const scratch = new Scratch(store.directory);
    const hooks = { scratch: () => scratch.open(), note: (message: string) => void this.#notes.push(message) };
    const training = await this.#trainerHook("create", () => runtime.createTrainer(this.#cell, hooks));
    const source = {
      stepsPerEpoch: training.batches.stepsPerEpoch,
      snapshot: runtime.snapshot.bind(runtime, training),
      createMetric: runtime.createMetric.bind(runtime),
    };
    const work = { training, records, measurer: new Measurer(this.#cell, source, this.#doing) };
    try {
      await this.#tellStart(training);
      const isClosed = await (resume ? this.#restore(resume, work) : this.#closeEpoch(start, [], work));
      return isClosed ? await this.#train(work) : "interrupted";
    } finally {
      const problems = work.measurer.dispose();
      training.dispose();
      scratch.clear();
      for (const problem of problems) await this.#report(problem);
    }
  }

  /** A damaged specification is written again if the seal says by what definitions all records were measured. */
  async #openRecords(): Promise<{ readonly records: CellRecords; readonly known: KnownDefinitions }> {
    const { store } = this.#context;
    const records = await store.readRecords();
    const broken = await store.sealProblem();
    if (broken) await this.#report(broken);
    const known = await knownDefinitions(store, records);
    const { problem, unknown } = known;
    if (problem && !isDamage(problem)) throw new InfoplaneError(problem, exitCodes.wrongEnvironment);
    if (problem && unknown.size > 0) throw new InfoplaneError(problem, exitCodes.damaged);
    if (problem) await this.#report(problem);
    return { records, known };
  }

  /** Keeps the definitions of labels that are not asked for now, as their records are kept. */
  async #define(records: CellRecords, known: KnownDefinitions): Promise<Archives> {
    const { measures, store } = this.#context;
    const write = (of: readonly MeasureSpec[], archives: Archives): Promise<void> =>
      store.writeSpec({ ...this.#cell, measures: of, ...(Object.keys(archives).length > 0 && { archives }) });
    // Before the specification, which says that lines have checks.
    if (!records.end) await records.replace(records.rows);
    const archives = await archiveStaleRecords(measures, known, records, store, (named) =>
      write(known.measures, named),
    );
    const unasked = known.measures.filter((old) => !measures.some(({ label }) => label === old.label));
    await write([...measures, ...unasked], archives);
    return archives;
  }

  /** Drops everything beyond the resume point: it will be made again. */
  async #rewind(resume: Checkpoint | undefined, records: CellRecords): Promise<void> {
    const { checkpoints } = this.#context.store;
    const isBeyond = ({ at }: { readonly at: Position }): boolean => !resume || isBefore(resume.at, at);
    await checkpoints.remove((await checkpoints.list()).filter(isBeyond));
    await records.keep((row) => resume !== undefined && row.epoch <= resume.at.epoch);
  }

  /** Takes what is missing on stored checkpoints, then returns to the one to resume from. */
  async #restore(resume: Checkpoint, work: Work): Promise<boolean> {
    const { training, measurer, records } = work;
    const { measures, store, signal } = this.#context;
    await this.#report(continues(resume.at));
    const ends = (await store.checkpoints.list()).filter(({ at }) => at.step === 0 && at.epoch <= resume.at.epoch);
    const stored = new Set(ends.map(({ at }) => at.epoch));
    for (const { measure, epochs } of unmeasurable(measures, this.#cell, records, stored, resume.at.epoch)) {
      await this.#report(notMeasured(measure.label, epochs));
    }
    let failure: InfoplaneError | undefined;
    for (const entry of ends) {
      const missing = missingAt(measures, this.#cell, records, entry.at.epoch);
      if (missing.length === 0) continue;
      const checkpoint = await readSound(store.checkpoints, entry, this.#report);
      if (!checkpoint) continue;
      await this.#trainerHook("load", () => training.trainer.load(checkpoint.trainer));
      const measured = await measurer.take(missing, entry.at, signal);
      if (!measured) return false;
      this.#context.checkHeld();
      await records.insert(measured.records);
      await this.#log({ kind: "measured", at: entry.at });
      failure ??= measured.failure;
    }
    if (failure) throw failure;
    await this.#trainerHook("load", () => training.trainer.load(resume.trainer));
    if (!resume.closing) return true;
    this.#at = { epoch: resume.at.epoch + 1, step: 0 };
    return this.#closeEpoch(this.#at, resume.closing, work);
  }

  async #train(work: Work): Promise<"done" | "interrupted"> {
    const { training } = work;
    const { signal, emit } = this.#context;
    if (isTrained(this.#cell, this.#at)) return "done";
    for await (const event of this.#events(training)) {
      for (const note of this.#notes.splice(0)) await this.#report(trainerNote(note));
      this.#at = donePosition(training);
      if (event.kind === "step") {
        emit({ kind: "step", cell: this.#cell.hash, at: this.#at, loss: event.loss });
        await nextTurn();
        // After an epoch's last step, wait for the trainer to end the epoch, and stop there.
        if (signal.aborted && this.#at.step > 0) {
          await this.#save(training);
          return "interrupted";
        }
      } else {
        const isClosed = await this.#closeEpoch(this.#at, trainingLosses(event, this.#cell.architecture), work);
        if (!isClosed || (signal.aborted && !isTrained(this.#cell, this.#at))) return "interrupted";
      }
    }
    if (!isTrained(this.#cell, this.#at)) throw this.#trainerFailure("train", new Error("it ended too early"));
    return "done";
  }

  /** The trainer's events; errors are wrapped once. */
  async *#events({ trainer }: CellTraining): AsyncGenerator<TrainEvent, void> {
    try {
      yield* trainer.train();
    } catch (thrown) {
      const error = asError(thrown);
      throw error instanceof DivergedError || error instanceof InfoplaneError
        ? error
        : this.#trainerFailure("train", error);
    }
  }

  /** False if the signal came while measuring: the training is saved, and the next session measures. */
  async #closeEpoch(at: Position, closing: readonly Measurement[], work: Work): Promise<boolean> {
    const { training, measurer, records } = work;
    const { measures, store, emit, signal, checkHeld } = this.#context;
    const { stepsPerEpoch } = training.batches;
    const due = measures.filter((measure) => isDue(measure, at.epoch, this.#cell.training.epochs));
    const measured = await measurer.take(due, at, signal);
    if (!measured) {
      // Before the first step there is nothing to save.
      if (at.epoch > 0) {
        this.#at = { epoch: at.epoch - 1, step: stepsPerEpoch };
        await this.#save(training, { at: this.#at, closing });
      }
      return false;
    }
    const steps = totalSteps(at, stepsPerEpoch);
    const losses = closing.map((row) => toRecord(this.#cell, at.epoch, steps, trainingLoss, row));
    const twice = alike(losses, () => []);
    if (twice) throw this.#trainerFailure("train", new Error(`two losses of ${twice[0].block ?? "the whole network"}`));
    checkHeld();
    await records.append([...measured.records, ...losses]);
    await this.#save(training);
    await store.writeStatus({ state: "running", at });
    const details = { at, ...summary(measured.records, losses) };
    await this.#log({ kind: "epoch", ...details });
    emit({ kind: "measured", cell: this.#cell.hash, ...details });
    if (measured.failure) throw measured.failure;
    return true;
  }

  async #save({ trainer }: CellTraining, place: Omit<Checkpoint, "trainer"> = { at: this.#at }): Promise<void> {
    const state = await this.#trainerHook("save", () => trainer.save());
    const { every } = this.#cell.checkpoints ?? {};
    const stays = ({ epoch, step }: Position): boolean => every !== undefined && step === 0 && epoch % every === 0;
    this.#context.checkHeld();
    await this.#context.store.checkpoints.write({ ...place, trainer: state }, this.#context.keep, stays);
    this.#saved = place.at;
  }

  /** Also logged, for those who follow the cell from another machine. */
  async #tellStart({ batches: { stepsPerEpoch } }: CellTraining): Promise<void> {
    const { hash, arm, seed, training } = this.#cell;
    const details = { at: this.#at, stepsPerEpoch, epochs: training.epochs };
    this.#context.emit({ kind: "start", cell: hash, arm, seed, ...details });
    await this.#log({ kind: "begun", ...details });
  }

  async #noteEngine(resume: Checkpoint | undefined): Promise<void> {
    const { name, library, threads } = this.#context.runtime.engine;
    // Sums are split over threads, so their number affects the last bits.
    const engine = `${name} ${library}, ${threads} thread${threads === 1 ? "" : "s"}`;
    const before = (await this.#context.store.readStart())?.engine;
    if (resume && before !== undefined && before !== engine) await this.#report(otherEngine(before, engine));
    const { engine: info } = this.#context.runtime;
    const restart = resume === undefined && { anew: true };
    await this.#log({ kind: "start", at: this.#at, engine, threads, info, ...restart });
  }

  readonly #report = async ({ code, message }: Diagnostic): Promise<void> => {
    this.#context.emit({ kind: "note", cell: this.#cell.hash, message });
    await this.#log({ kind: "note", code, message });
  };

  readonly #doing = (what: string): void => this.#context.emit({ kind: "doing", cell: this.#cell.hash, what });

  async #log(line: LogLine): Promise<void> {
    await this.#context.store.log({ time: isoTime(this.#context.runtime.clock()), ...line });
  }

  async #trainerHook<T>(hook: string, call: () => T | Promise<T>): Promise<T> {
    this.#doing(`trainer ${this.#cell.training.trainer.name} in ${hook}`);
    try {
      return await call();
    } catch (thrown) {
      const error = asError(thrown);
      throw error instanceof InfoplaneError ? error : this.#trainerFailure(hook, error);
    }
  }

  #trainerFailure(hook: string, cause: Error): PluginFault {
    const problem = trainerFailed(this.#cell.training.trainer.name, hook, this.#at, reasonOf(cause));
    return new PluginFault(problem, { cause });
  }
}

/** Epochs and steps done; a finished epoch counts as such whether or not the trainer has moved past it. */
function donePosition({ trainer, batches }: CellTraining): Position {
  const { epoch, step } = trainer.position;
  return step >= batches.stepsPerEpoch ? { epoch: epoch + 1, step: 0 } : { epoch, step };
}
