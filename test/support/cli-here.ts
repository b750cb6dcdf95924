import type { Ended } from "./cli.ts";

/**
 * The command line within this process, for tests in which starting one would dominate the time. A process has one
 * engine: all commands of a file must name the same.
 */
export async function cliHere(args: readonly string[]): Promise<Ended> {
  const { main } = await import("@infoplane/cli");
  let stdout = "";
  let stderr = "";
  const code = await main(args, {
    live: false,
    color: false,
    print: (text) => (stdout += `${text}\n`),
    note: (text) => (stderr += `${text}\n`),
    replace: () => undefined,
  });
  return { code, signal: null, stdout, stderr };
}
