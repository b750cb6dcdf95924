import type { CellEvent } from "@infoplane/contracts";
import { channelVariable, type CellMessage } from "./cell-channel.ts";
import { disconnectHeld } from "./messages.ts";
import { ignoresHangup } from "./ignores-hangup.ts";
import { refuseEmitted } from "./refuse-emitted.ts";
import { watchParent, type ParentGrace } from "./watch-parent.ts";

/** The side of a process that runs one cell: for `local`, or alone as a cluster job. */
export interface CellHost {
  /**
   * Aborts at SIGINT, SIGTERM, SIGHUP (but not under `nohup`) and SIGUSR1, and when the parent is gone: a cell never
   * outlives its run by more than the grace period.
   */
  readonly signal: AbortSignal;
  /** Sends to the parent; does nothing if it is gone. */
  emit(event: CellEvent): void;
  /** Closes the connection, so that this process can end. Resolves when all events are sent. */
  close(): Promise<void>;
}

const defaultGrace: ParentGrace = { heard: 60, unheard: 5 };

/**
 * Call once in a process that runs one cell. Without a parent, events are dropped: the run's directory has them. With
 * one, `grace` is how long this process may continue once it is gone. Ctrl-C in a terminal reaches parent and child,
 * and the parent passes it on, so a second SIGINT means the same as the first.
 */
export function connectCellHost(grace = defaultGrace): CellHost {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const hear = (): void => {
    refuseEmitted();
    abort();
  };
  const heard = process.connected ? watchParent(grace) : undefined;
  const orphaned = (): void => {
    // Plugin code may emit the event.
    if (process.connected) return;
    heard?.();
    abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGUSR1"]) process.on(name, hear);
  process.on("SIGHUP", ignoresHangup() ? () => undefined : hear);
  process.on("disconnect", orphaned);
  // Plugins are loaded later: they find neither the token nor a way to cut the connection.
  const token = process.env[channelVariable];
  Reflect.deleteProperty(process.env, channelVariable);
  const send = process.send?.bind(process);
  const disconnect = process.connected ? process.disconnect.bind(process) : undefined;
  if (disconnect)
    process.disconnect = () => {
      if (!isCalledByNode()) throw new Error(disconnectHeld().message);
      disconnect();
    };
  let sent: Promise<void> = Promise.resolve();
  return {
    signal: controller.signal,
    emit(event) {
      if (!process.connected) return;
      const message = token === undefined ? event : ({ token, event } satisfies CellMessage);
      sent = new Promise((resolve) => send?.(message, undefined, undefined, () => resolve()));
    },
    async close() {
      await sent;
      process.off("disconnect", orphaned);
      if (process.connected) disconnect?.();
    },
  };
}

/** Node also calls `process.disconnect`, when the parent is gone; the caller in the stack is then Node's own code. */
function isCalledByNode(): boolean {
  return new Error().stack?.split("\n")[3]?.includes("node:internal/child_process") ?? false;
}
