/**
 * For `node --import`: the process kills itself with SIGKILL before its n-th operation on the files of a run, or
 * halfway through it if it is a write. LETHAL_OPERATIONS is n, LETHAL_PATH says which files count; LETHAL_LOG, if set,
 * gets a line with the operation that it died in. Counts operations of Node's fs promises.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileHandle } from "node:fs/promises";

let left = Number(process.env["LETHAL_OPERATIONS"] ?? Infinity);
const path = process.env["LETHAL_PATH"] ?? "";
const log = process.env["LETHAL_LOG"];

const isOurs = (argument: unknown): boolean => typeof argument === "string" && argument.startsWith(path);
const isTime = (): boolean => --left < 0;

function die(operation: string, file: string): never {
  if (log) fs.appendFileSync(log, `${operation} ${file.slice(path.length)}\n`);
  process.kill(process.pid, "SIGKILL");
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

/** Handles of files below the path, and their names. */
const handles = new WeakMap<object, string>();
const promises = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
const open = promises["open"]?.bind(promises);
promises["open"] = async (...args) => {
  const handle = (await open?.(...args)) as object;
  if (isOurs(args[0])) handles.set(handle, String(args[0]));
  return handle;
};
for (const name of ["rename", "rm", "link", "mkdir", "writeFile", "appendFile"]) {
  const original = promises[name]?.bind(promises);
  promises[name] = (...args) => {
    if (isOurs(args[0]) && isTime()) die(name, String(args[name === "rename" || name === "link" ? 1 : 0]));
    return original?.(...args) ?? Promise.resolve();
  };
}

const probe = await fs.promises.open(join(tmpdir(), `lethal-${process.pid}`), "w");
const prototype = Object.getPrototypeOf(probe) as FileHandle;
await probe.close();
fs.rmSync(join(tmpdir(), `lethal-${process.pid}`));
for (const name of ["appendFile", "writeFile"] as const) {
  const original = Reflect.get<FileHandle, typeof name>(prototype, name);
  prototype[name] = async function (this: FileHandle, content) {
    const file = handles.get(this);
    if (file === undefined || !isTime()) return original.call(this, content);
    const whole = typeof content === "string" ? Buffer.from(content) : content;
    await original.call(this, whole.subarray(0, whole.length / 2));
    die(name, file);
  };
}
const sync = Reflect.get<FileHandle, "sync">(prototype, "sync");
prototype.sync = function (this: FileHandle) {
  const file = handles.get(this);
  if (file !== undefined && isTime()) die("sync", file);
  return sync.call(this);
};
syncBuiltinESMExports();
