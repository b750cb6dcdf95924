import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** How much memory a process took at most, and whether the system ended processes for want of it. */
export interface MemoryWatch {
  /** Bytes: the largest resident size seen; undefined where the system does not say. */
  readonly peak: number | undefined;
  /** The machine's. */
  readonly total: number;
  /** Processes that the system has ended for want of memory since the watch began. */
  readonly killed: number;
  stop(): void;
}

const interval = 250;

/** Watches a process from outside: what was asked for last is known even when it dies of it. Linux; see proc(5). */
export function watchMemory(pid: number | undefined): MemoryWatch {
  const before = killedForMemory();
  let peak: number | undefined;
  const look = (): void => {
    const now = pid === undefined ? undefined : peakOf(pid);
    if (now !== undefined) peak = Math.max(peak ?? 0, now);
  };
  look();
  const timer = setInterval(look, interval).unref();
  return {
    get peak() {
      return peak;
    },
    total: totalmem(),
    get killed() {
      return killedForMemory() - before;
    },
    stop: () => clearInterval(timer),
  };
}

function peakOf(pid: number): number | undefined {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Of this machine, or of the container that this process runs in. */
function killedForMemory(): number {
  const counts = [read("/proc/vmstat"), read("/sys/fs/cgroup/memory.events")].map((text) => {
    const [, count] = /^oom_kill (\d+)/m.exec(text) ?? [];
    return Number(count ?? 0);
  });
  return Math.max(...counts);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
