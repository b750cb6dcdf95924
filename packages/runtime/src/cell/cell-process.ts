import "../hold-usr1.ts";

// Entry point of the processes that executors start, one per cell. Loaded late: a signal in the meantime is held.
const { runCellProcess } = await import("./run-cell-process.ts");
const { endProcess } = await import("../process.ts");
endProcess(await runCellProcess(process.argv.slice(2)));
