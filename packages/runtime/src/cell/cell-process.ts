import "../hold-usr1.ts";
import { endProcess } from "../end-process.ts";

// Entry point of the processes that executors start, one per cell. Loaded late: a signal in the meantime is held.
const { runCellProcess } = await import("./run-cell-process.ts");
endProcess(await runCellProcess(process.argv.slice(2)));
