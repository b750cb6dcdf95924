import type { CellEvent } from "@infoplane/contracts";

/** The child's side of `child-process`. */
export interface CellHost {
  /** Aborts at SIGINT and SIGTERM, and when the parent is gone: a cell never outlives its run. */
  readonly signal: AbortSignal;
  /** Tells the parent; does nothing when it is gone. */
  emit(event: CellEvent): void;
  /** Ends the connection, so that this process can end. Resolves when all events are sent. */
  close(): Promise<void>;
}

/**
 * Call once in a process that runs one cell for `child-process`. Ctrl-C in a terminal reaches parent and child, and the
 * parent passes it on: a second SIGINT means the same as the first.
 */
export function connectCellHost(): CellHost {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.on("SIGINT", abort).on("SIGTERM", abort).once("disconnect", abort);
  let sent: Promise<void> = Promise.resolve();
  return {
    signal: controller.signal,
    emit(event) {
      if (!process.connected) return;
      sent = new Promise((resolve) => process.send?.(event, undefined, undefined, () => resolve()));
    },
    async close() {
      await sent;
      process.off("disconnect", abort);
      if (process.connected) process.disconnect();
    },
  };
}
