import { totalmem } from "node:os";
import {
  asError,
  causesOf,
  DivergedError,
  InfoplaneError,
  isOfPlugin,
  reasonOf,
  primaryDiagnostic,
  type CellEvent,
  type CellSpec,
  type CellStatus,
  type Diagnostic,
  type MeasureSpec,
  type Position,
} from "@infoplane/contracts";
import type { Lock } from "@infoplane/files";
import { memoryShortageIn } from "@infoplane/contracts/memory-shortage";
import { isoTime } from "../clock.ts";
import { frameOf, stackOf } from "../code-frame.ts";
import { cellFailed, diverged, isDamage, outOfMemory, waitsForHost } from "../messages.ts";
import { PluginFault } from "../plugin-fault.ts";
import type { CellStore } from "../store/cell-store.ts";
import type { RunStore } from "../store/run-store.ts";
import type { CellRuntime } from "./cell-runtime.ts";
import { CellSession } from "./cell-session.ts";
import { secondsOf } from "./seconds-of.ts";
import { requestedWork, isTrained } from "./progress.ts";

export interface CellHooks {
  /** The run that the cell belongs to. */
  readonly run: RunStore;
  readonly measures: readonly MeasureSpec[];
  /** When it aborts, the state is saved, within an epoch too, and the cell ends as interrupted. */
  readonly signal: AbortSignal;
  readonly emit: (event: CellEvent) => void;
  /** How many of the newest checkpoints to keep; 2 by default. */
  readonly keepCheckpoints?: number;
  /** Trains nothing: a cell that can't be resumed from its last checkpoint and records fails, and keeps what it has. */
  readonly measuresOnly?: boolean;
}

/**
 * Trains and measures one cell from its current state until it ends, the signal aborts or an error stops it. Never
 * throws: the status says how it ended, is stored and sent as the event `end`. Safe to call for a finished cell: only
 * missing measures are taken, on stored checkpoints, and it stays done in the store even if they can't be.
 */
export async function runCell(cell: CellSpec, runtime: CellRuntime, hooks: CellHooks): Promise<CellStatus> {
  const store = hooks.run.cell(cell.hash);
  const status = await attempt(cell, runtime, hooks, store);
  hooks.emit({ kind: "end", cell: cell.hash, status });
  return status;
}

async function attempt(cell: CellSpec, runtime: CellRuntime, hooks: CellHooks, store: CellStore): Promise<CellStatus> {
  const { measures, signal, emit, keepCheckpoints: keep = 2, measuresOnly = false } = hooks;
  let lock: Lock | undefined;
  const session = new CellSession(cell, {
    measures,
    runtime,
    store,
    signal,
    emit,
    keep,
    measuresOnly,
    checkHeld: () => lock?.check(),
  });
  try {
    lock = await store.lock((host) => emit({ kind: "note", cell: cell.hash, message: waitsForHost(host).message }));
  } catch (error) {
    return failure(error, session, cell);
  }
  const begun = runtime.clock();
  const before = await store.readStatus().catch((error: unknown) => {
    const message = primaryDiagnostic(error)?.message ?? reasonOf(error);
    emit({ kind: "note", cell: cell.hash, message: `${message}; it is written again` });
    return undefined;
  });
  let status: CellStatus;
  let stack: string | undefined;
  try {
    const state = await session.run();
    status = state === "done" ? { state, at: session.at, seconds: 0 } : { state, at: session.at };
  } catch (error) {
    const failed = failure(error, session, cell);
    // Damage was found before anything was done: the cell stays where it was.
    const at = isDamage(failed) && before && before.state !== "waiting" ? before.at : failed.at;
    status = { ...failed, at };
    stack = stackOf(error);
  }
  try {
    lock.check();
    const now = runtime.clock();
    // The clock may have been set back.
    const seconds = Math.max(0, (now - begun) / 1000);
    await store.log({ time: isoTime(now), kind: "ran", seconds, state: status.state, stack, ...frameIn(status) });
    if (status.state === "done") status = { ...status, seconds: secondsOf(await store.readLog()) };
    // The training stays complete, whatever became of measures asked for later: the records show what is missing.
    const stands = measuresOnly || (before?.state === "done" && isTrained(cell, session.at));
    const last = stands && before && status.state !== "done" ? before : status;
    // First the seal: without it a finished cell counts as damaged. That of a cell that stays done promises nothing.
    if (status.state === "done") await store.seal(requestedWork(cell, measures));
    else if (last.state === "done" && !(await store.hasSeal())) await store.seal(requestedWork(cell, []));
    await store.writeStatus(last);
  } catch (error) {
    // What stopped the cell is more telling than what then could not be written.
    if (status.state !== "failed") status = failure(error, session, cell);
  }
  // A lock that cannot be removed is taken over once this process has ended.
  await lock.release().catch(() => undefined);
  return status;
}

function frameIn(status: CellStatus): { readonly frame?: string } {
  return status.state === "failed" && status.frame !== undefined ? { frame: status.frame } : {};
}

function failure(thrown: unknown, session: CellSession, cell: CellSpec): CellStatus & { readonly state: "failed" } {
  const error = asError(thrown);
  const at = error instanceof DivergedError ? error.at : session.at;
  const { code, message, hint } = diagnosticOf(error, session.saved, cell);
  // An unexpected error may come from a plugin too.
  const frame = error instanceof PluginFault || !isKnown(error) ? frameOf(error) : undefined;
  return {
    state: "failed",
    at,
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(frame !== undefined && { frame }),
  };
}

const isKnown = (error: Error): boolean => error instanceof DivergedError || error instanceof InfoplaneError;

function diagnosticOf(error: Error, saved: Position | undefined, { dataset }: CellSpec): Diagnostic {
  if (error instanceof DivergedError) return diverged(error.at, error.block, error.loss, saved);
  const said = primaryDiagnostic(error) ?? cellFailed(reasonOf(error));
  const shortage = memoryShortage(error);
  if (shortage === undefined) return said;
  const [where = ""] = said.message.split("\n");
  const reason = where.includes(shortage) ? where : `${where}: ${shortage}`;
  // maxRSS is in KiB.
  return outOfMemory(process.resourceUsage().maxRSS * 1024, totalmem(), dataset.batch, reason);
}

/** What the first cause of an error says about running out of memory; undefined if nothing, or if a plugin says it. */
function memoryShortage(error: Error): string | undefined {
  const cause = causesOf(error).at(-1);
  return cause && !isOfPlugin(cause) ? memoryShortageIn(reasonOf(cause)) : undefined;
}
