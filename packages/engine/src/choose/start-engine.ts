import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { type EngineName, InfoplaneError, exitCodes } from "@infoplane/contracts";
import { loadNative } from "../native/load-native.ts";
import { bindingSources } from "../provision/binding-sources.ts";
import { cacheDirectory } from "../provision/cache-directory.ts";
import { type Engine, setCurrentEngine, startedEngine } from "./engine.ts";
import { otherEngineRunning } from "./messages.ts";

const require = createRequire(import.meta.url);

export interface EngineRequest {
  readonly engine?: "auto" | EngineName;
  readonly require?: "gpu";
  readonly threads?: number;
}

/** Starts the fastest engine that is to be had here, or the one asked for. A second call answers the same engine. */
export async function startEngine(request: EngineRequest = {}): Promise<Engine> {
  const running = startedEngine();
  if (running) {
    if (request.engine && request.engine !== "auto" && request.engine !== running.info.name)
      throw new InfoplaneError(otherEngineRunning(running.info.name, request.engine), exitCodes.wrongEnvironment);
    return running;
  }
  const engine = await open(request.engine ?? "auto");
  setCurrentEngine(engine);
  return engine;
}

async function open(name: "auto" | EngineName): Promise<Engine> {
  const binding = join(
    cacheDirectory(),
    "native",
    `2.21.0-cpu-linux-x64-${bindingSources().hash}`,
    "tfjs_binding.node",
  );
  const device = `${cpus()[0]?.model.trim() ?? "CPU"}, ${cpus().length} cores`;
  const tf = require("@tensorflow/tfjs-core") as typeof import("@tensorflow/tfjs-core");
  if ((name === "auto" || name === "native-cpu") && existsSync(binding)) {
    const loaded = loadNative(binding);
    const library = `TensorFlow ${loaded.binding.TF_Version}`;
    const info = { name: "native-cpu", library, device, threads: cpus().length, reason: "found in the cache" } as const;
    return { info, tf, native: true, binding: loaded.binding };
  }
  if (name === "auto" || name === "wasm") {
    const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist/"));
    await tf.setBackend("wasm");
    const info = { name: "wasm", library: `tfjs ${tf.version_core}`, device, threads: 1, reason: "no native" } as const;
    return { info, tf, native: false };
  }
  require("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  const info = { name: "js", library: `tfjs ${tf.version_core}`, device, threads: 1, reason: "asked for" } as const;
  return { info, tf, native: false };
}
