/** Not for import: the drawing process. It receives jobs one after the other, and answers each. */
import { Worker } from "node:worker_threads";
import { reasonOf } from "@infoplane/contracts";
import { drawFiles } from "./draw-files.ts";
import type { Drawing, DrawingJob } from "./drawing-job.ts";

// A figure that never ends blocks this thread: another one notices that the parent is gone.
const watching = `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, "SIGKILL"); }, 1000);`;
new Worker(watching, { eval: true, execArgv: [] }).unref();

const answer = (drawing: Drawing): void => void process.send?.(drawing);
process.on("message", (job: DrawingJob) => {
  drawFiles(job).then(
    (files) => answer({ files }),
    (error: unknown) => answer({ problem: reasonOf(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
