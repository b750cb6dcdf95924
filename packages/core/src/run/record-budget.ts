import { getHeapStatistics } from "node:v8";
import { withRegular } from "@infoplane/files";
import type { CellStore } from "../store/cell-store.ts";

/** Bytes of memory per record: the object, and what reporters make of it. Measured, see docs/scale.md. */
const bytesEach = 2500;
const sampleBytes = 1 << 16;

/** How many records this process can make a report of. */
export function recordBudget(): number {
  return Math.floor(getHeapStatistics().heap_size_limit / bytesEach);
}

/** Estimates the number of records from file sizes and the first lines of some files; reads nothing else. */
export async function estimateRecords(cells: readonly CellStore[]): Promise<number> {
  let bytes = 0;
  let [sampled, lines] = [0, 0];
  const stride = Math.ceil(cells.length / 16);
  for (const [index, cell] of cells.entries()) {
    const sample = index % stride === 0 ? sampleBytes : 0;
    const { size, head } = await look(cell.recordsFile, sample);
    bytes += size;
    const end = head.lastIndexOf("\n") + 1;
    sampled += end;
    lines += head.slice(0, end).split("\n").length - 1;
  }
  return lines === 0 ? 0 : Math.round((bytes * lines) / sampled);
}

async function look(file: string, sample: number): Promise<{ readonly size: number; readonly head: string }> {
  try {
    return await withRegular(file, async ({ handle, size }) => {
      const bytes = Buffer.alloc(Math.min(sample, size));
      await handle.read(bytes, 0, bytes.length, 0);
      return { size, head: bytes.toString("latin1") };
    });
  } catch {
    // Not begun; unreadable files are reported where they are read.
    return { size: 0, head: "" };
  }
}
