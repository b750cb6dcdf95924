/** Not for import: starts the hosted cell in the mode of the first argument, and prints its pid when ready. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./hosted-cell.ts", import.meta.url));
const child = fork(script, process.argv.slice(2), { execArgv: ["--import", "tsx"] });
child.once("message", () => console.log(child.pid));
