import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineInfo } from "@infoplane/contracts";
import { afterAll, describe, expect, it } from "vitest";
import { noCompiler } from "../provision/messages.ts";
import { contradictingRequest, noEngine, noGpu, notInstalled, otherEngineRunning } from "./messages.ts";
import { runEngineScript } from "./test/run-engine-script.ts";

const empty = mkdtempSync(join(tmpdir(), "infoplane-choose-"));
afterAll(() => rmSync(empty, { recursive: true }));

/** Starts an engine, multiplies with it, and describes the process. */
const multiply = (request: string): string => `
  // As in Node 23 and later.
  for (const name of ["isNullOrUndefined", "isArray"]) delete require("node:util")[name];
  const started = await engine.startEngine(${request});
  const tf = engine.tensors();
  const a = tf.tensor2d([1.5, -2, 0.25, 3, 4, -1], [2, 3]);
  const values = [...(await tf.matMul(a, a, false, true).data())];
  const { indices } = tf.topk(tf.tensor1d([1, 5, 3]), 2);
  const top = [...(await indices.data())];
  const paths = Object.keys(require.cache);
  // Node's own threads come with the first work for files, and go some time after a worker has ended: all or none of them.
  const { readdir, readFile } = await import("node:fs/promises");
  const names = async () => process.platform === "linux" ? await Promise.all(
    (await readdir("/proc/self/task")).map((task) => readFile("/proc/self/task/" + task + "/comm", "utf8").catch(() => "gone")),
  ) : undefined;
  let [last, still] = [await names(), 0];
  while (still < 15) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await names();
    still = now?.length === last?.length ? still + 1 : 0;
    last = now;
  }
  return {
    info: started.info, values, top, native: started.native, binding: started.binding !== undefined,
    cores: paths.filter((path) => /tfjs-core.dist.tf-core/.test(path)).length,
    locators: paths.filter((path) => /node-pre-gyp/.test(path)).length,
    env: ["TF_NUM_INTRAOP_THREADS", "CUDA_VISIBLE_DEVICES"].map((name) => process.env[name] ?? null),
    threads: last?.filter((name) => !/libuv|V8Worker|WorkerThread|SignalInspector|gone/.test(name)).length,
  };`;

interface Told {
  readonly info: EngineInfo;
  readonly values: readonly number[];
  readonly top: readonly number[];
  readonly native: boolean;
  readonly binding: boolean;
  readonly cores: number;
  readonly locators: number;
  readonly env: readonly (string | null)[];
  readonly threads?: number;
}

const expected = [6.3125, -3.75, -3.75, 26];

describe("startEngine", () => {
  it("computes with libtensorflow in as many threads as requested, and leaves no trace of how it was loaded", async () => {
    const tell = (threads: number) =>
      runEngineScript(multiply(`{ engine: "native-cpu", threads: ${threads} }`), { CUDA_VISIBLE_DEVICES: "0" });
    const [one, four] = [(await tell(1)) as Told, (await tell(4)) as Told];
    expect(one).toMatchObject({ values: expected, top: [1, 2], native: true, binding: true, cores: 1, locators: 0 });
    expect(one.info).toMatchObject({ name: "native-cpu", threads: 1, reason: "asked for" });
    expect(one.info.library).toMatch(/^TensorFlow 2\.\d+/);
    expect(one.env).toEqual([null, "0"]);
    expect(four.info.threads).toBe(4);
    // Three more within kernels, and three more between those of a function; Node 22 gives its threads the same names, and
    // one of them may still exist in either process.
    const more = (four.threads ?? 6) - (one.threads ?? 0);
    expect(more).toBeGreaterThanOrEqual(5);
    expect(more).toBeLessThanOrEqual(7);
  });

  it("computes with wasm", async () => {
    const told = (await runEngineScript(multiply('{ engine: "wasm" }'))) as Told;
    expect(told).toMatchObject({ values: expected, native: false, binding: false, cores: 1 });
    expect(told.info).toMatchObject({
      name: "wasm",
      threads: 1,
      library: expect.stringMatching(/^tfjs 4\./) as string,
    });
  });

  it("computes with plain JavaScript, starts once, and refuses another engine in the same process", async () => {
    const told = (await runEngineScript(`
      const [first, second] = await Promise.all([engine.startEngine({ engine: "js" }), engine.startEngine()]);
      const again = await engine.startEngine({ engine: "js", threads: 2 });
      const other = await engine.startEngine({ engine: "wasm" }).catch((error) => error.diagnostics[0].code);
      const tell = async () => {${multiply("")}};
      return { ...await tell(), same: [first === second, first === again, engine.currentEngine() === first], other };
    `)) as Told & { same: boolean[]; other: string };
    expect(told).toMatchObject({ values: expected, native: false, cores: 1, same: [true, true, true] });
    expect(told.other).toBe(otherEngineRunning({ info: told.info, compile: false }, "wasm").code);
  });

  it("falls back to wasm on a bare machine and says why, but never replaces what was asked for", async () => {
    const bare = { PATH: empty, CXX: undefined, INFOPLANE_CACHE_DIR: empty, CUDA_VISIBLE_DEVICES: "-1" };
    const told = (await runEngineScript(
      `
      const refused = [];
      for (const request of [
        { engine: "native-cpu" },
        { engine: "native-cpu", provision: false },
        { require: "gpu" },
        { require: "gpu", engine: "wasm" },
      ]) await engine.startEngine(request).catch((error) => refused.push([error.exitCode, error.diagnostics[0].code]));
      return { refused, info: (await engine.startEngine()).info };`,
      { ...bare, INFOPLANE_LIBTENSORFLOW: undefined },
    )) as { refused: unknown; info: EngineInfo };
    expect(told.refused).toEqual([
      [3, noCompiler().code],
      [3, notInstalled().code],
      [3, noGpu().code],
      [3, contradictingRequest("wasm").code],
    ]);
    expect(told.info.name).toBe("wasm");
    expect(told.info.reason).toContain(noCompiler().message);
    expect(told.info.reason).toContain(noCompiler().hint);
  });
});

it("loads nothing heavy until an engine is started", async () => {
  const told = await runEngineScript(`
    const loaded = Object.keys(require.cache).filter((path) => /tensorflow|tfjs/.test(path));
    try { engine.tensors(); } catch (error) { return { loaded, code: error.diagnostics[0].code }; }`);
  expect(told).toEqual({ loaded: [], code: noEngine().code });
});
