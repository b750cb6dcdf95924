import { Worker } from "node:worker_threads";

/** Seconds that a process has once its parent is gone. */
export interface ParentGrace {
  /** When its main thread has taken notice: to save its state. */
  readonly heard: number;
  /** When it has not: it hangs, or makes a step that takes very long. */
  readonly unheard: number;
}

/** Text, and not a module: so it starts in a few milliseconds, without the loader of this process. */
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
 * Sees to it that this process does not outlive its parent, from a thread of its own: a plugin in an endless loop lets
 * the main thread hear of nothing. Once the parent is gone, SIGKILL comes after the grace time. Call the function that is
 * given when the main thread has heard of it.
 */
export function watchParent(grace: ParentGrace): () => void {
  const watch = new Worker(watching, { eval: true, execArgv: [], workerData: { parent: process.ppid, ...grace } });
  watch.unref();
  return () => watch.postMessage("heard");
}
