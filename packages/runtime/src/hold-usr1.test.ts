import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const hold = new URL("./hold-usr1.ts", import.meta.url).href;

it("a SIGUSR1 before anything listens opens no debugger, and is delivered to the first listener", () => {
  const code = `await import(${JSON.stringify(hold)});
const awake = setInterval(() => undefined, 1000);
const later = new Promise((resolve) => process.once("SIGUSR2", resolve));
process.kill(process.pid, "SIGUSR1");
process.kill(process.pid, "SIGUSR2");
await later;
clearInterval(awake);
process.on("SIGTERM", () => console.log("not this one"));
process.on("SIGUSR1", (name) => console.log("first", name));
process.on("SIGUSR1", (name) => console.log("second", name));
await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
console.log("on it goes");`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", code];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect({ stdout, stderr, status }).toEqual({ stdout: "first SIGUSR1\non it goes\n", stderr: "", status: 0 });
});
