import { Worker } from "node:worker_threads";

/** Seconds that a process has once its parent is gone. */
export interface ParentGrace {
  /** If its main thread has noticed: to save its state. */
  readonly heard: number;
  /** If it has not: it hangs, or is in a very long step. */
  readonly unheard: number;
}

/** Text rather than a module: it starts in a few milliseconds, without this process's loader. */
const watching = `
const { parentPort, workerData: { parent, heard, unheard } } = require("node:worker_threads");
let since;
let grace = unheard;
parentPort.on("message", () => { grace = heard; since ??= performance.now(); });
const isGone = () => {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch { return true; }
};
setInterval(() => {
  if (since === undefined && isGone()) since = performance.now();
  if (since !== undefined && performance.now() - since > grace * 1000) process.kill(process.pid, "SIGKILL");
}, 250);
`;

/**
 * Ensures from a separate thread that this process does not outlive its parent, as a plugin in an endless loop blocks
 * the main thread. Once the parent is gone, SIGKILL follows after the grace time. Call the returned function when the
 * main thread has noticed.
 */
export function watchParent(grace: ParentGrace): () => void {
  const watch = new Worker(watching, { eval: true, execArgv: [], workerData: { parent: process.ppid, ...grace } });
  watch.unref();
  return () => watch.postMessage("heard");
}
