import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Engine } from "./engine.ts";
import { cpuDevice } from "./cpu-device.ts";
import type { Opened } from "./opened.ts";

const require = createRequire(import.meta.url);
const core = () => require("@tensorflow/tfjs-core") as Engine["tf"];

/** tfjs in WebAssembly: one thread in Node, no download, no compiler. */
export async function openWasm(): Promise<Opened> {
  const tf = core();
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist/"));
  return await plain(tf, "wasm", "wasm");
}

/** tfjs in JavaScript: runs wherever Node does, slowly. */
export async function openJs(): Promise<Opened> {
  const tf = core();
  require("@tensorflow/tfjs-backend-cpu");
  const opened = await plain(tf, "js", "cpu");
  // Otherwise the first tensor prints an advertisement for tfjs-node.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return opened;
}

async function plain(tf: Engine["tf"], name: "wasm" | "js", backend: string): Promise<Opened> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its backend ${backend}`);
  const library = `tfjs ${tf.version_core}`;
  return {
    info: { name, library, device: cpuDevice(), threads: 1 },
    tf,
    native: false,
    bfloat16: false,
    compile: false,
  };
}
