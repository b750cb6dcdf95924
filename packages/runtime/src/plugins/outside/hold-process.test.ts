import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const holding = new URL("./hold-process.ts", import.meta.url).href;
const ending = new URL("../../process.ts", import.meta.url).href;

/** Runs code in a held process, outside this checkout like plugin code. */
function held(
  code: string,
  how = "",
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-held-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "code.mjs");
  writeFileSync(file, code);
  const program = `const { holdProcess, leave } = await import(${JSON.stringify(holding)});
    for (const signal of ["SIGINT", "SIGUSR2"]) process.once(signal, () => undefined);
    holdProcess(${how});
    const { endProcess } = await import(${JSON.stringify(ending)});
    Object.assign(globalThis, { leave, endProcess }); await import(${JSON.stringify(pathToFileURL(file).href)});`;
  const args = ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

it("turns what would end the process, take its listeners, or change its folder, umask or user into errors", () => {
  const calls = [
    "process.exit(7)",
    "process.exit()",
    "process.reallyExit(0)",
    "process.abort()",
    "process.kill(process.pid, 'SIGKILL')",
    "process.kill(process.pid)",
    "process.kill(process.ppid, 'SIGKILL')",
    "process.kill(0, 'SIGTERM')",
    "process.removeAllListeners('SIGINT')",
    "process.off('SIGINT', process.listeners('SIGINT')[0])",
    "process.removeListener('SIGUSR2', process.listeners('SIGUSR2')[0])",
    "process.setUncaughtExceptionCaptureCallback(null)",
    "process.chdir('/')",
    "process.umask(0)",
    "process.setuid(1)",
    "process.initgroups('nobody', 1)",
  ];
  const code = calls.map((call) => `try { ${call}; } catch (error) { console.log(error.message); }`).join("\n");
  // What does no harm: a listener of its own, the umask as it is.
  const own = "const own = () => 1; process.on('SIGINT', own).off('SIGINT', own); process.umask(); process.cwd();";
  const { status, stdout, stderr } = held(`${code}\nprocess.kill(process.pid, 0);\n${own}`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const said = stdout.trim().split("\n");
  expect(said).toHaveLength(calls.length);
  expect(said.filter((line) => !line.includes("is refused: plugin code must throw an error instead"))).toEqual([]);
  expect(said[0]).toContain("process.exit(7) would end this process with exit code 7");
});

it("keeps what all objects inherit, and what writes files", () => {
  const changes = ["Object.prototype.extra = 1", "JSON.stringify = () => '{}'", "delete JSON.parse"];
  const code = changes.map((change) => `try { ${change}; } catch (error) { console.log(error.name); }`).join("\n");
  const { stdout } = held(`${code}\nconsole.log(JSON.stringify(Object.keys({})), "extra" in {}, typeof JSON.parse);`);
  expect(stdout).toBe("TypeError\nTypeError\nTypeError\n[] false function\n");
});

it("lets the program itself exit", () => {
  expect(held("process.on('exit', (code) => console.log('leaves with', code)); leave(5);")).toMatchObject({
    status: 5,
    stdout: "leaves with 5\n",
  });
});

it("survives uncaught errors of plugins, reports them, and exits with 1", () => {
  const code = `
    setTimeout(() => { throw new RangeError("of a timer"); }, 1);
    setTimeout(() => { throw null; }, 2);
    void Promise.reject("of a promise");
    setTimeout(() => process.exit(0), 3);
    void (await import("node:fs/promises")).readFile("/no/such/file");
    process.once("beforeExit", () => console.log("still here"));`;
  const { status, stdout, stderr } = held(code);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "still here\n" });
  for (const said of ["of a timer", "/no/such/file", "it threw null", "of a promise", "process.exit(0) would end"])
    expect(stderr).toContain(said);
  expect(stderr).toMatch(/code\.mjs:2:30\n/);
});

it("stops the run at a plugin that keeps throwing, so that its state is saved", () => {
  const code = `
    process.once("SIGTERM", () => { console.log("saves"); clearInterval(timer); });
    const timer = setInterval(() => { throw new Error("again"); }, 1);`;
  const { status, stdout, stderr } = held(code);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "saves\n" });
  expect(stderr).toContain("threw 100 times where nothing could catch it: the run is stopped");
});

it("reports uncaught errors though a plugin has replaced what writes", () => {
  const { status, stderr } = held(`process.stderr.write = () => { throw 1; };
    setTimeout(() => { throw new Error("of a timer"); }, 1);`);
  expect(status).toBe(1);
  expect(stderr).toContain("of a timer");
});

it("ends when it is done, whatever a plugin has left running, and with its own code", () => {
  const { status, stderr } = held(`setInterval(() => undefined, 1e6);
    process.on("exit", () => { process.exitCode = 0; });
    endProcess(4);`);
  expect(status).toBe(4);
  expect(stderr).toBe("plugin code still runs (Timeout): this process ends without waiting for it\n");
  expect(held("endProcess(4);")).toMatchObject({ status: 4, stderr: "" });
});

it.each([
  // The text of an experiment, and a run: both fail on invalid input, in this package and in another.
  ["../../experiment/read-text.ts", `readText("/", 1)`],
  ["../../../../core/src/store/run-store.ts", `findRun("/no/such/run")`],
])("ends as Node does at an error of the program itself, from %s", (module, call) => {
  const own = new URL(module, import.meta.url).href;
  const code = `const { readText, findRun } = await import(${JSON.stringify(own)}); void ${call};`;
  const { status, stdout, stderr } = held(`${code} process.once("beforeExit", () => console.log("still here"));`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^InfoplaneError: /);
});

it("lets the process of a single cell end itself", () => {
  const { stdout } = held(
    "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);",
    "{ mayBeKilled: true }",
  );
  expect(stdout).toBe("");
  const { stdout: said } = held("try { process.exit(0); } catch { console.log('kept'); }", "{ mayBeKilled: true }");
  expect(said).toBe("kept\n");
});
