import { reasonOf, stacksOf, thrownAt } from "@infoplane/contracts";
import { endBy } from "../../process.ts";
import { messages } from "../../messages.ts";

export interface ProcessHold {
  /** The process of a single cell may be killed from within: its parent notices and continues. */
  readonly mayBeKilled?: boolean;
  /** Where errors are told that nothing could catch; by default on stderr. */
  readonly say?: (text: string) => void;
}

type Code = number | string | null | undefined;

const own = { exit: process.exit.bind(process), kill: process.kill.bind(process) };
/** What Node's `process.exit` calls last; not in its types. */
const native = process as unknown as { reallyExit: (code?: Code) => never };
const reallyExit = native.reallyExit.bind(process);
/** The stream's own function: a plugin may replace it. */
const write: (text: string) => boolean = process.stderr.write.bind(process.stderr);
let isHeld = false;
let say = (text: string): void => void write(`\n${text}\n`);
let isLeaving = false;

/** Ends the process, with or without plugins in it. */
export function leave(code: number): never {
  isLeaving = true;
  return own.exit(code);
}

/**
 * From now on outside code can't end this process, take its listeners, or change its folder, umask or user: attempts throw
 * an error, which is reported like any other fault of that plugin. Nor can it add to what all objects inherit, or replace
 * what writes files as JSON. To be called before such code is loaded. Uncaught errors, from a timer or an unhandled
 * promise, are reported at once, and the run continues; the exit code is then at least 1.
 */
export function holdProcess({ mayBeKilled = false, ...told }: ProcessHold = {}): void {
  if (isHeld) return;
  isHeld = true;
  say = told.say ?? say;
  endBy(endHeld);
  // What all objects inherit, and what writes the run's files: changing them throws a TypeError.
  Object.preventExtensions(Object.prototype);
  Object.freeze(JSON);
  const refuse = (call: string, effect: string): never => {
    throw new Error(messages.processHeld(call, effect));
  };
  const ends = (call: string, code: Code): never =>
    refuse(`${call}(${code ?? ""})`, `end this process with exit code ${code ?? process.exitCode ?? 0}`);
  process.exit = (code) => ends("process.exit", code);
  native.reallyExit = (code) => (isLeaving ? reallyExit(code) : ends("process.reallyExit", code));
  process.abort = () => refuse("process.abort()", "end this process");
  process.removeAllListeners = (event) =>
    refuse(`process.removeAllListeners(${String(event ?? "")})`, "take away what this program listens to");
  holdListeners((event) =>
    refuse(`process.removeListener(${String(event)})`, "take away what this program listens to"),
  );
  process.chdir = (folder) => refuse(`process.chdir(${folder})`, "change what the paths of this run mean");
  const calls = process as unknown as Record<
    string,
    ((...args: (string | number | undefined)[]) => unknown) | undefined
  >;
  const umask = calls["umask"];
  calls["umask"] = (mask) =>
    mask === undefined
      ? umask?.call(process)
      : refuse(`process.umask(${mask})`, "change who may read and write the files of this run");
  for (const name of users) {
    if (calls[name]) calls[name] = (id) => refuse(`process.${name}(${id ?? ""})`, "change the user of this run");
  }
  process.kill = (wanted: unknown, signal = "SIGTERM") => {
    const pid = Number(wanted);
    const isOwn = pid === process.pid && !mayBeKilled && !isPassedOn();
    // 0 and -1 are this process and others along with it.
    if (signal !== 0 && (isOwn || pid === process.ppid || pid === 0 || pid === -1))
      refuse(`process.kill(${pid}, ${signal})`, "end the processes of this run");
    return own.kill(pid, signal);
  };
  // Not a listener: TensorFlow.js's wasm has listeners that rethrow what they receive.
  if (!process.hasUncaughtExceptionCaptureCallback()) process.setUncaughtExceptionCaptureCallback(outlive);
  const setCallback = process.setUncaughtExceptionCaptureCallback.bind(process);
  const held: typeof setCallback = (callback) => {
    if (isCalledByPlugin(held))
      refuse("process.setUncaughtExceptionCaptureCallback()", "take away what this program does with errors");
    setCallback(callback);
  };
  process.setUncaughtExceptionCaptureCallback = held;
}

const users = ["setuid", "setgid", "seteuid", "setegid", "setgroups", "initgroups"] as const;

/** Plugins may not remove the program's listeners. They may remove their own, and libraries theirs. */
function holdListeners(refuse: (event: string | symbol) => never): void {
  const held = new WeakSet<object>();
  for (const event of process.eventNames())
    for (const listener of process.listeners(event as "exit")) held.add(listener);
  process.on("newListener", (_, listener: object) => {
    if (thrownAt(new Error("where it is added")) === undefined) held.add(listener);
  });
  const remove = process.removeListener.bind(process);
  const hold: typeof process.removeListener = (event, listener) => {
    if (held.has(listener) && isCalledByPlugin(hold)) refuse(event);
    return remove(event, listener);
  };
  process.removeListener = process.off = hold;
}

/** Milliseconds that plugins' timers and sockets have to end by themselves. */
const longestRest = 1000;

function endHeld(code: number): void {
  // The last listener: a plugin's own can't make a success of a failure.
  process.once("exit", () => (process.exitCode = code || process.exitCode));
  setTimeout(() => {
    const running = process.getActiveResourcesInfo().filter((what) => !["PipeWrap", "TTYWrap"].includes(what));
    write(`${messages.stillRunning([...new Set(running)])}\n`);
    leave(code);
  }, longestRest).unref();
}

/** Whether code outside the program called this function. */
function isCalledByPlugin(called: (...args: never[]) => unknown): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const error = new Error("where it is called");
  Error.captureStackTrace(error, called);
  Error.stackTraceLimit = limit;
  return thrownAt(error) !== undefined;
}

/** The library signal-exit, which locks and child processes use, re-raises a signal that nobody else listens to. */
function isPassedOn(): boolean {
  return /[\\/]node_modules[\\/]signal-exit[\\/]/.test(new Error().stack ?? "");
}

/** `/a/packages/`: where the program's own code is. */
const packages = new URL("../../../../", import.meta.url).pathname;
/** A plugin that keeps throwing like this stops the run. */
const mostOutlived = 100;
/** Milliseconds that a run has then to save its state. */
const longestStop = 30_000;
let outlived = 0;

/** It is the program's own if only its code is in the stack; a stack without any file comes from a plugin's call. */
function outlive(error: unknown): void {
  const stacks = stacksOf(error);
  const isOwn = thrownAt(error) === undefined && stacks.some((stack) => stack.includes(packages));
  if (isOwn) {
    write(`${stacks[0] ?? reasonOf(error)}\n`);
    leave(1);
  }
  if (++outlived === 1) process.once("exit", () => (process.exitCode ||= 1));
  if (outlived === mostOutlived) stop(stacks[0] ?? reasonOf(error));
  if (outlived >= mostOutlived) return;
  const said = messages.thrownAside(reasonOf(error));
  void import("../foreign-fault.ts").then(({ foreignFault }) => {
    say(`${said}${foreignFault(error)}`);
  });
}

/** As if SIGTERM had come: the state is saved. */
function stop(reason: string): void {
  say(`${messages.thrownTooOften(mostOutlived)}\n${reason}`);
  if (!process.emit("SIGTERM", "SIGTERM")) leave(1);
  setTimeout(() => leave(1), longestStop).unref();
}
