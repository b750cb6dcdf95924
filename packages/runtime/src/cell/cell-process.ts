import "../hold-usr1.ts";

// Where executors start a process of one cell. Loaded late: a signal that comes meanwhile is held.
const { runCellProcess } = await import("./run-cell-process.ts");
process.exitCode = await runCellProcess(process.argv.slice(2));
