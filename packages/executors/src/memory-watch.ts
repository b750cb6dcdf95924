import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** Peak memory of a process, and whether the system killed processes for lack of it. */
export interface MemoryWatch {
  /** Bytes: the largest resident size seen; undefined if the system does not report it. */
  readonly peak: number | undefined;
  /** The machine's. */
  readonly total: number;
  /** Processes that the system has killed for lack of memory since the watch began. */
  readonly killed: number;
  stop(): void;
}

const interval = 250;

/** Watches a process from outside: the last known size survives even if it dies of it. Linux; see proc(5). */
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

/** On this machine, or in the container that this process runs in. */
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
