import { fileURLToPath } from "node:url";

/** Until the program listens, SIGUSR1 opens a debugger. With this flag, if Node has it, SIGUSR1 is blocked altogether. */
const undebugged = ["--disable-sigusr1"].filter(
  (flag) => process.allowedNodeEnvironmentFlags.has(flag) && !process.execArgv.includes(flag),
);

/**
 * How a process of the same program starts at another entry point: `node <flags> <entry>`. A program that reads
 * TypeScript without tsx, such as a test runner, gives its processes tsx.
 */
export function programCommand(entry: URL): { readonly flags: string[]; readonly entry: string } {
  const isLoaded = !entry.pathname.endsWith(".ts") || process.execArgv.some((word) => word.includes("tsx"));
  const loader = isLoaded ? [] : ["--import", import.meta.resolve("tsx")];
  return { flags: [...process.execArgv, ...undebugged, ...loader], entry: fileURLToPath(entry) };
}
