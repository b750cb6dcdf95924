import "./hold-usr1.ts";

// Where executors start a process of one cell: the program without the top-level door.
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
