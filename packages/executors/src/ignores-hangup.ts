import { readFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * Was this process, or one above it in the same shell job, started to outlive its terminal, as with `nohup`? Node
 * resets an ignored SIGHUP, and so do npx and tsx, which are Node. A shell above them keeps it ignored, and the shell
 * that started the job has left its command in their environment: `_`. Only Linux gives access to the ancestors.
 */
export function ignoresHangup(): boolean {
  if (isNohup(process.env["_"])) return true;
  try {
    const { group } = readProcess(process.pid);
    for (let pid = process.pid; pid > 1;) {
      const at = readProcess(pid);
      if (at.group !== group) return false;
      if (at.ignores || isNohup(at.command)) return true;
      pid = at.parent;
    }
  } catch {
    // No /proc, or the process belongs to another user or is gone.
  }
  return false;
}

const isNohup = (command: string | undefined): boolean => command !== undefined && basename(command) === "nohup";

interface ProcessAbove {
  readonly parent: number;
  readonly group: number;
  readonly ignores: boolean;
  readonly command: string | undefined;
}

/** See proc(5): the name, which may contain anything, is followed by the state, the parent and the process group. */
function readProcess(pid: number): ProcessAbove {
  const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, "utf8");
  const stat = read("stat");
  const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [, ignored = "0"] = /^SigIgn:\s*([\da-f]+)$/m.exec(read("status")) ?? [];
  return {
    parent: Number(parent),
    group: Number(group),
    // SIGHUP is signal 1, the lowest bit.
    ignores: (BigInt(`0x${ignored}`) & 1n) === 1n,
    command: /(?:^|\0)_=([^\0]*)/.exec(read("environ"))?.[1],
  };
}
