import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The environment in which a process counts its native heap, for `openHeap`. The counter is compiled with `CC`, or cc,
 * into a folder that is removed when this process ends. Undefined, with the reason on the error stream, where that fails.
 */
export function heapCounting(): Readonly<Record<string, string>> | undefined {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-heap-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  const library = join(folder, "heap-counter.so");
  const source = join(import.meta.dirname, "own/heap-counter.c");
  const compiler = process.env["CC"] ?? "cc";
  try {
    execFileSync(compiler, ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source], { stdio: "pipe" });
  } catch (error) {
    console.error(`the native heap is not counted: ${(error as Error).message}`);
    return undefined;
  }
  return { LD_PRELOAD: library, HEAP_COUNTER: join(folder, "counts") };
}
