import { describe, expect, it } from "vitest";
import { checkExperiment } from "../experiment/check-experiment.ts";
import { planExperiment } from "@infoplane/core";
import { slowSeconds } from "./run-experiment.ts";

const engine = { name: "wasm", library: "", device: "", threads: 1, reason: "" } as const;

describe("slowSeconds", () => {
  it("estimates a long run on a plain engine, but not a short one or the native engine", async () => {
    const plan = async (name: string) =>
      planExperiment(
        (await checkExperiment(new URL(`../../../../experiments/${name}.exp`, import.meta.url).pathname)).experiment,
      );
    expect(slowSeconds(engine, await plan("cifar"), 10_000, 1)).toBeGreaterThan(600);
    expect(slowSeconds(engine, await plan("quick"), 128, 1)).toBeUndefined();
    expect(slowSeconds({ ...engine, name: "native-cpu" }, await plan("cifar"), 10_000, 1)).toBeUndefined();
  });
});
