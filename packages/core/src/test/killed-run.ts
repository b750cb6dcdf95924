/**
 * Not for import: a process that runs one cell and kills itself. Arguments: run directory, how many file operations to
 * survive, after how many steps to ask for a stop. SIGKILL comes before an operation, or halfway through a write.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import type { FileHandle } from "node:fs/promises";

const [directory = "", operations = "", steps = ""] = process.argv.slice(2);
let left = Number(operations);

function count(): boolean {
  return --left < 0;
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

/** Replaces a method by one that counts calls and kills the process when the limit is reached. */
function lethal<K extends string>(object: Record<K, (...args: never[]) => unknown>, name: K): void {
  const original = object[name];
  object[name] = function (this: unknown, ...args: never[]) {
    if (count()) die();
    return original.apply(this, args);
  };
}

const probe = await fs.promises.open(join(directory, "probe"), "w");
const handle = Object.getPrototypeOf(probe) as FileHandle;
await probe.close();
for (const name of ["appendFile", "writeFile"] as const) {
  const original = Reflect.get<FileHandle, typeof name>(handle, name);
  handle[name] = async function (this: FileHandle, content) {
    if (!count()) return original.call(this, content);
    const whole = content as Uint8Array;
    await original.call(this, whole.slice(0, whole.length / 2));
    die();
  };
}
lethal(handle as unknown as Record<"sync", () => unknown>, "sync");
for (const name of ["rename", "rm", "link", "writeFile", "appendFile"] as const) {
  lethal(fs.promises as unknown as Record<typeof name, () => unknown>, name);
}
syncBuiltinESMExports();

const { openRunStore, planExperiment, runCell } = await import("../index.ts");
const { fakeExperiment, fakeArm } = await import("./fake-experiment.ts");
const { FakeRuntime } = await import("./fake-runtime.ts");

const { measures, cells } = planExperiment(fakeExperiment({ arms: [fakeArm("e2e", "e2e", 5)] }));
const [cell] = cells;
if (!cell) throw new Error("no cell");
const controller = new AbortController();
let done = 0;
const status = await runCell(cell, new FakeRuntime(), {
  run: await openRunStore(directory, { lock: true }),
  measures,
  signal: controller.signal,
  emit: (event) => {
    if (event.kind === "step" && ++done === Number(steps)) controller.abort();
  },
});
process.stdout.write(`${JSON.stringify(status)}\n`);
