import { randomUUID } from "node:crypto";
import type { CellEvent, CellStatus } from "@infoplane/contracts";
import { memoryShortageIn } from "@infoplane/contracts/memory-shortage";
import { channelVariable, eventIn } from "./cell-channel.ts";
import { watchMemory } from "./memory-watch.ts";

export interface ChildOptions {
  /** Hash of the cell: what is said of any other is not believed. */
  readonly cell: string;
  /** Hears all events but `end`, which is the outcome's status. */
  readonly emit: (event: CellEvent) => void;
  readonly signal: AbortSignal;
  /** Seconds between SIGINT and SIGKILL. */
  readonly gracePeriod: number;
  /** Seconds without a word from the child after which it is killed. */
  readonly heartbeatTimeout: number;
}

/** How a child ended. Without a status it died before it could say. */
export interface ChildOutcome {
  readonly status?: CellStatus;
  /** Messages of the process that Infoplane did not send. */
  readonly foreign: number;
  /** `exit code 1` or `SIGKILL`. */
  readonly exit: string;
  /** The last lines of what it wrote to stderr. */
  readonly stderr: string;
  /** It was killed because it said nothing any more. */
  readonly isSilent: boolean;
  /** The system ended a process for want of memory while it ran, or it said itself that an allocation failed. */
  readonly isMemoryShort: boolean;
  /** Bytes: the most memory that it was seen to take. */
  readonly peak: number | undefined;
  /** Bytes that the machine has. */
  readonly total: number;
}

/** Characters that are told, and those before the end among which a reason is looked for: a stack may follow it. */
const [tailLength, recentLength] = [2000, 16_384];

/** Seconds that a process has to end when its cell has: a plugin's timer or socket may keep it. */
const lingering = 30;

/**
 * Runs a command that sends CellEvents over IPC, each with the token that it finds in its environment; the event `end` carries
 * the status. At the signal it gets SIGINT.
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
    // Of the child when this process ends before it: one that hangs would not hear of anything else.
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
