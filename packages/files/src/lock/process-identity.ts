import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When it started, in clock ticks since boot (Linux); empty where the system does not say. */
  readonly start: string;
  /** Boot and process namespace (Linux): where the number means this process. A container has its own. */
  readonly space?: string | undefined;
  /** Slurm's number of the job that it belongs to, where that runs in one place: on one machine. */
  readonly job?: string | undefined;
}

/** Whether a process is at work, as far as can be told from here. */
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
 * A process of another host or container can't be asked. But a job of a cluster runs on one machine at a time: where this
 * process belongs to the same job, the one of the other machine has ended.
 */
export function lifeOf(identity: ProcessIdentity, self = thisProcess()): Life {
  const isNear = identity.host === self.host && (identity.space ?? self.space) === self.space;
  if (!isNear) {
    const isSameJob = identity.job !== undefined && identity.job === self.job;
    // Two containers of one job may well be at work beside each other.
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
