import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runEngineScript } from "../choose/test/run-engine-script.ts";
import { checkGpu, checkNode } from "./check-machine.ts";
import { formatDoctor } from "./format-doctor.ts";
import type { DoctorReport } from "./report.ts";

const empty = mkdtempSync(join(tmpdir(), "infoplane-doctor-"));
afterAll(() => rmSync(empty, { recursive: true }));

const examine = (options: string, env: NodeJS.ProcessEnv) =>
  runEngineScript(`return engine.doctor(${options});`, env) as Promise<DoctorReport>;
const stateOf = (report: DoctorReport, wanted: string) => report.checks.find(({ name }) => name === wanted)?.state;

describe("doctor", () => {
  it("installs what is missing, finds it intact and runs every engine", async () => {
    const report = await examine("{ fix: true }", { CUDA_VISIBLE_DEVICES: "-1" });
    expect(report.engine?.name).toBe("native-cpu");
    for (const name of ["Node", "cache", "TensorFlow", "js", "wasm", "chosen engine"])
      expect([name, stateOf(report, name)]).toEqual([name, "ok"]);
    expect(formatDoctor(report)).toMatch(/\n\nA run would use native-cpu: TensorFlow 2\.\d+/);
    const damaged = { name: "TensorFlow", state: "error", detail: "damaged: lib.so" } as const;
    expect(formatDoctor({ ...report, checks: [...report.checks, damaged] })).toMatch(
      /\n\nFirst fix what is marked ✗: .*\nAs it stands, a run would use native-cpu/,
    );
  });

  it("says what is missing on a bare machine, where wasm still runs", async () => {
    const report = await examine("", { PATH: empty, CXX: undefined, INFOPLANE_CACHE_DIR: join(empty, "cache") });
    expect(report.engine?.name).toBe("wasm");
    for (const name of ["C++ compiler", "pip", "TensorFlow"])
      expect([name, stateOf(report, name)]).toEqual([name, "warning"]);
    expect(formatDoctor(report)).toMatch(/! C\+\+ compiler +none found\n +Needed once.*apt install g\+\+/);
  });

  it("detects an old Node", () => {
    expect(["20.18.3", "18.20.0", "20.19.0", "22.1.0", "24.0.0"].map((version) => checkNode(version).state)).toEqual([
      "error",
      "error",
      "ok",
      "ok",
      "ok",
    ]);
  });

  it("says that the GPU engine was never run", () => {
    const check = checkGpu({ name: "NVIDIA H100", driver: "550.54", memory: "81559 MiB" });
    expect(check).toMatchObject({ state: "warning", detail: "NVIDIA H100, 81559 MiB, driver 550.54" });
    expect(check.hint).toContain("has not been run yet");
  });
});
