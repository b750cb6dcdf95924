import type { Diagnostic, EngineInfo } from "@infoplane/contracts";
import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

const problem: Diagnostic = { code: "a-problem", severity: "error", message: "something is wrong", hint: "mend it" };
const engine: EngineInfo = {
  name: "native-cpu",
  library: "TensorFlow 2.21.0",
  device: "AMD EPYC",
  threads: 4,
  reason: "",
};

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  reasonFor: [
    ["wasm", {}, [problem]],
    ["wasm", { engine: "wasm" }, []],
    ["native-cpu", {}, []],
    ["native-cpu", { compile: false }, []],
    ["native-gpu", {}, []],
  ],
  noEngine: [[]],
  otherEngineRunning: [
    [{ info: engine, compile: true }, "wasm"],
    [{ info: engine, compile: true }, "native-cpu", { threads: 4, compile: false }],
  ],
  notInstalled: [[]],
  noGpu: [[]],
  gpuUnusable: [[]],
  contradictingRequest: [["wasm"]],
};
