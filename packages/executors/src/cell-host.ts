import type { CellEvent } from "@infoplane/contracts";
import { ignoresHangup } from "./ignores-hangup.ts";
import { watchParent, type ParentGrace } from "./watch-parent.ts";

/** The side of a process that runs one cell: for `local`, or alone as a job of a cluster. */
export interface CellHost {
  /**
   * Aborts at SIGINT, SIGTERM, SIGHUP (but not under `nohup`) and SIGUSR1, and when the parent is gone: a cell never outlives
   * its run by more than the grace.
   */
  readonly signal: AbortSignal;
  /** Tells the parent; does nothing when it is gone. */
  emit(event: CellEvent): void;
  /** Ends the connection, so that this process can end. Resolves when all events are sent. */
  close(): Promise<void>;
}

const usualGrace: ParentGrace = { heard: 60, unheard: 5 };

/**
 * Call once in a process that runs one cell. Without a parent, events go nowhere: the run's directory tells. With one,
 * `grace` says how long this process may go on when it is gone. Ctrl-C in a terminal reaches parent and child, and the
 * parent passes it on: a second SIGINT means the same as the first.
 */
export function connectCellHost(grace = usualGrace): CellHost {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const heard = process.connected ? watchParent(grace) : undefined;
  const orphaned = (): void => {
    heard?.();
    abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGUSR1"]) process.on(name, abort);
  process.on("SIGHUP", ignoresHangup() ? () => undefined : abort);
  process.once("disconnect", orphaned);
  let sent: Promise<void> = Promise.resolve();
  return {
    signal: controller.signal,
    emit(event) {
      if (!process.connected) return;
      sent = new Promise((resolve) => process.send?.(event, undefined, undefined, () => resolve()));
    },
    async close() {
      await sent;
      process.off("disconnect", orphaned);
      if (process.connected) process.disconnect();
    },
  };
}
