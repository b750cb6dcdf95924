import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, distinguished from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When it started, in clock ticks since boot (Linux); empty if the system does not say. */
  readonly start: string;
  /** Boot and process namespace (Linux), in which the pid is valid. A container has its own. */
  readonly space?: string | undefined;
  /** Slurm's number of its job, if that runs on one machine. */
  readonly job?: string | undefined;
}

/** Whether a process is running, as far as can be told from here. */
export type Life = "alive" | "dead" | "unknown";

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    start: startOf(process.pid) ?? "",
    space: processSpace(),
    job: Number(process.env["SLURM_JOB_NUM_NODES"] ?? 1) > 1 ? undefined : process.env["SLURM_JOB_ID"],
  };
}

/**
 * A process on another host or in another container can't be checked. But a cluster job runs on one machine at a time:
 * if this process belongs to the same job, the one on the other machine has ended.
 */
export function lifeOf(identity: ProcessIdentity, self = thisProcess()): Life {
  const isNear = identity.host === self.host && (identity.space ?? self.space) === self.space;
  if (!isNear) {
    const isSameJob = identity.job !== undefined && identity.job === self.job;
    // Two containers of one job may well be running side by side.
    return isSameJob && bootOf(identity) !== bootOf(self) ? "dead" : "unknown";
  }
  if (!exists(identity.pid)) return "dead";
  if (process.platform !== "linux" || identity.start === "") return "alive";
  return startOf(identity.pid) === identity.start ? "alive" : "dead";
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

function bootOf({ space }: ProcessIdentity): string | undefined {
  return space?.split(" ")[0];
}

function processSpace(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}
