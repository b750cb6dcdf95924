import { openSync, readSync, writeSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The native heap of this process, in bytes: what tensors inside the engine's functions take is part of it. */
export interface Heap {
  read(): { readonly live: number; readonly peak: number };
  /** Collects JavaScript's garbage, whose arrays are on this heap, and resets the peak to the live bytes. */
  restart(): void;
}

/** Undefined unless the process was started with the environment of `heapCounting`: see heap-counter.c. */
export function openHeap(): Heap | undefined {
  const name = process.env["HEAP_COUNTER"];
  if (name === undefined) return undefined;
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const file = openSync(name, "r+");
  const counts = new BigInt64Array(2);
  const read = (): { live: number; peak: number } => {
    readSync(file, counts, 0, counts.byteLength, 0);
    return { live: Number(counts[0]), peak: Number(counts[1]) };
  };
  return {
    read,
    restart() {
      // Twice: V8 frees the memory of arrays in another thread, and waits for it when it collects again.
      collectGarbage();
      collectGarbage();
      read();
      writeSync(file, counts, 0, 8, 8);
    },
  };
}
