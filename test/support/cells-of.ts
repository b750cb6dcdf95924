import { readdirSync, readFileSync } from "node:fs";

/** Processes of cells: of a run, by its process id, or of the runs below a folder. Linux only. */
export function cellsOf(of: number | string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8")) ?? [];
      const isCell = command.some((word) => word.endsWith("cell-process.ts"));
      const fits = typeof of === "number" ? Number(parent) === of : command.some((word) => word.startsWith(of));
      return isCell && fits ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
