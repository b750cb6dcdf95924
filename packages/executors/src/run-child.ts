import { randomUUID } from "node:crypto";
import type { CellEvent, CellStatus } from "@infoplane/contracts";
import { memoryShortageIn } from "@infoplane/contracts/memory-shortage";
import { channelVariable, eventIn } from "./cell-channel.ts";
import { watchMemory } from "./memory-watch.ts";

export interface ChildOptions {
  /** Hash of the cell: events of any other cell are rejected. */
  readonly cell: string;
  /** Receives all events except `end`, which is the outcome's status. */
  readonly emit: (event: CellEvent) => void;
  readonly signal: AbortSignal;
  /** Seconds between SIGINT and SIGKILL. */
  readonly gracePeriod: number;
  /** Seconds without a message from the child after which it is killed. */
  readonly heartbeatTimeout: number;
}

/** How a child ended. Without a status it died before it could report one. */
export interface ChildOutcome {
  readonly status?: CellStatus;
  /** Number of messages from the process that Infoplane did not send. */
  readonly foreign: number;
  /** `exit code 1` or `SIGKILL`. */
  readonly exit: string;
  /** The last lines of its stderr. */
  readonly stderr: string;
  /** Killed because it had stopped sending. */
  readonly isSilent: boolean;
  /** The system killed a process for lack of memory while it ran, or it reported that an allocation failed itself. */
  readonly isMemoryShort: boolean;
  /** Bytes: its peak memory as observed. */
  readonly peak: number | undefined;
  /** Total memory of the machine in bytes. */
  readonly total: number;
}

/** Characters that are shown, and those at the end that are searched for a reason, as a stack may follow it. */
const [tailLength, recentLength] = [2000, 16_384];

/** Seconds that a process may take to exit after its cell has ended: a plugin's timer or socket may keep it alive. */
const lingering = 30;

/**
 * Runs a command that sends CellEvents over IPC, each with the token from its environment; the event `end` carries the
 * status. When the signal aborts, the command gets SIGINT.
 */
export async function runChild(
  command: { readonly file: string; readonly args: readonly string[] },
  { cell, emit, signal, gracePeriod, heartbeatTimeout }: ChildOptions,
): Promise<ChildOutcome> {
  // Loaded here: `check` lists executors and starts no process.
  const { execa } = await import("execa");
  const token = randomUUID();
  const child = execa(command.file, command.args, {
    ipc: true,
    env: { [channelVariable]: token },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    buffer: false,
    reject: false,
    // For the child if this process exits first: one that hangs would not react to anything else.
    killSignal: "SIGKILL",
  });
  const memory = watchMemory(child.pid);
  let status: CellStatus | undefined;
  let foreign = 0;
  let recent = "";
  const silent = { isOver: false };
  const timer = setTimeout(() => {
    silent.isOver = true;
    child.kill("SIGKILL");
  }, heartbeatTimeout * 1000);
  child.on("message", (message) => {
    const event = eventIn(message, token, cell);
    if (!event) {
      foreign++;
      return;
    }
    timer.refresh();
    if (event.kind !== "end") emit(event);
    else {
      status = event.status;
      lingers = setTimeout(() => child.kill("SIGKILL"), lingering * 1000);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    recent = (recent + text).slice(-recentLength);
  });
  let lingers: NodeJS.Timeout | undefined;
  let impatient: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill("SIGINT");
    impatient = setTimeout(() => child.kill("SIGKILL"), gracePeriod * 1000);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    const gone = new Promise((resolve) => child.once("disconnect", resolve));
    const { exitCode, signal: killedBy, originalMessage } = await child;
    // Its last messages can come after its exit.
    if (child.connected) await gone;
    const exit = killedBy ?? (exitCode === undefined ? (originalMessage ?? "unknown") : `exit code ${exitCode}`);
    const { peak, total, killed } = memory;
    const isSilent = silent.isOver;
    const tail = recent.slice(-tailLength);
    const said = memoryShortageIn(recent);
    const isMemoryShort = said !== undefined || (killedBy === "SIGKILL" && !isSilent && killed > 0);
    const stderr = (said === undefined || tail.includes(said) ? tail : `${said}\n...\n${tail}`).trim();
    return { ...(status && { status }), foreign, exit, stderr, isSilent, isMemoryShort, peak, total };
  } finally {
    memory.stop();
    clearTimeout(timer);
    clearTimeout(lingers);
    clearTimeout(impatient);
    signal.removeEventListener("abort", stop);
  }
}
