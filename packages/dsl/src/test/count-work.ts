import { Session } from "node:inspector";

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/**
 * How many blocks of JavaScript `act` executes, as counted by V8: a measure of work that is the same on every machine
 * and under any load. It excludes the insides of built-in functions, such as regular expressions, and functions
 * compiled before this module was loaded: it needs its own process, which imports it first.
 */
export function countWork(act: () => void): number {
  taken();
  act();
  return taken();
}

/** Blocks executed since the last call. */
function taken(): number {
  let blocks = 0;
  session.post("Profiler.takePreciseCoverage", (error, coverage) => {
    if (error) throw error;
    for (const { functions } of coverage.result)
      for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
  });
  return blocks;
}
