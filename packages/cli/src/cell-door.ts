import { main } from "./main.ts";

// Where executors start a process of one cell: the program without the top-level door.
process.exitCode = await main(process.argv.slice(2));
