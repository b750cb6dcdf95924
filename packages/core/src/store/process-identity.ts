import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When it started, in clock ticks since boot (Linux); empty where the system does not say. */
  readonly start: string;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), start: startOf(process.pid) ?? "" };
}

/** Whether that process is at work on this host. A process of another host counts as alive: nobody here can tell. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return true;
  if (!exists(identity.pid)) return false;
  if (process.platform !== "linux" || identity.start === "") return true;
  return startOf(identity.pid) === identity.start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field 22 of /proc/<pid>/stat; undefined for a process that is gone or a zombie. See proc(5). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
