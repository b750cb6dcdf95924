import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/** Milliseconds between two signs of life. */
const interval = 2000;
/** A process on another host that shows none for this many milliseconds counts as gone. */
export const longestSilence = 60_000;
const pause = 500;

/** A file next to a lock: a number that its owner increments as long as it lives. */
const beatOf = (lock: string): string => `${lock}.beat`;

/** In a separate thread: a computation that takes minutes must not look like a dead process. */
const script = `
const { parentPort, workerData } = require("node:worker_threads");
const { readFileSync, writeFileSync, rmSync } = require("node:fs");
const held = new Map();
let count = 0;
const beat = (file, own) => {
  try {
    if (readFileSync(file, "utf8") !== own) throw new Error("taken over");
  } catch (error) {
    // A network that is away for a while takes no lock away.
    if (error.code !== undefined && error.code !== "ENOENT") return;
    held.delete(file);
    parentPort.postMessage(file);
    return;
  }
  try {
    writeFileSync(file + ".beat", String(++count));
  } catch {}
};
setInterval(() => held.forEach((own, file) => beat(file, own)), workerData.interval);
parentPort.on("message", ({ file, own }) => {
  if (own !== undefined) {
    held.set(file, own);
    return beat(file, own);
  }
  held.delete(file);
  rmSync(file + ".beat", { force: true });
  parentPort.postMessage("released " + file);
});
`;

const losses = new Map<string, () => void>();
let worker: Worker | undefined;

/** Gives signs of life for a lock until `stop`; `onLoss` is called once if the lock is no longer ours. */
export function startBeat(file: string, own: string, onLoss: () => void): { stop(): Promise<void> } {
  const thread = (worker ??= start());
  losses.set(file, onLoss);
  thread.postMessage({ file, own });
  return {
    stop() {
      losses.delete(file);
      return new Promise((resolve) => {
        const done = (message: unknown): void => {
          if (message !== `released ${file}` && worker === thread) return;
          thread.off("message", done).off("exit", done).unref();
          resolve();
        };
        if (worker !== thread) {
          resolve();
          return;
        }
        thread.on("message", done).on("exit", done);
        // The process must not exit while it waits for the answer.
        thread.ref();
        thread.postMessage({ file });
      });
    },
  };
}

function start(): Worker {
  const thread = new Worker(script, { eval: true, execArgv: [], workerData: { interval } });
  thread.unref();
  thread.on("message", (file: string) => losses.get(file)?.());
  // Without signs of life, others on this host can still identify our process.
  thread.on("error", () => (worker = undefined));
  return thread;
}

/**
 * Watches a lock of another host until its owner shows a sign of life (true) or has shown none for a minute (false).
 * Both readings are taken here, as the clocks of two hosts may differ.
 */
export async function showsLife(file: string, staleAfter: number, signal?: AbortSignal): Promise<boolean> {
  const read = (): Promise<string> => readFile(beatOf(file), "utf8").catch(() => "");
  const first = await read();
  const end = performance.now() + staleAfter;
  while (performance.now() < end) {
    await setTimeout(pause, undefined, { signal }).catch(() => signal?.throwIfAborted());
    const now = await read();
    if (now !== first && now !== "") return true;
  }
  return false;
}
