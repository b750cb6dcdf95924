import type { Diagnostic } from "@infoplane/contracts";

export const noEngine = (): Diagnostic => ({
  code: "engine/not-started",
  severity: "error",
  message: "no tensor engine was started in this process",
  hint: "call `await startEngine()` before anything that makes tensors",
});

export const otherEngineRunning = (running: string, wanted: string): Diagnostic => ({
  code: "engine/other-running",
  severity: "error",
  message: `this process already runs the engine ${running}, so ${wanted} can't be started in it`,
  hint: "a process has one engine: use another process for the other one",
});
