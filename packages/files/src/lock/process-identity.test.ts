import { needs } from "@infoplane/contracts/test";
import { afterEach, expect, it, vi } from "vitest";
import { lifeOf, thisProcess } from "./process-identity.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("infers that a job which was restarted elsewhere has ended here", () => {
  vi.stubEnv("SLURM_JOB_ID", "77");
  expect(lifeOf({ ...thisProcess(), host: "elsewhere", space: "another-boot pid:[1]" })).toBe("dead");
  expect(lifeOf({ ...thisProcess(), host: "elsewhere", space: "another-boot pid:[1]", job: "78" })).toBe("unknown");
});

it("does not infer this for a job on several machines, which may all be running", () => {
  vi.stubEnv("SLURM_JOB_ID", "77");
  vi.stubEnv("SLURM_JOB_NUM_NODES", "2");
  expect(lifeOf({ ...thisProcess(), host: "elsewhere", space: "another-boot pid:[1]" })).toBe("unknown");
});

it(
  "does not infer this for another container on the same machine",
  needs("Linux", process.platform === "linux"),
  () => {
    vi.stubEnv("SLURM_JOB_ID", "77");
    const { space = "" } = thisProcess();
    expect(lifeOf({ ...thisProcess(), host: "container", space: space.replace(/pid:.*/, "pid:[1]") })).toBe("unknown");
  },
);
