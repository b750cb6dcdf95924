import { describe, expect, it } from "vitest";
import { loadExperiment } from "../load-experiment.ts";
import { planExperiment } from "@infoplane/core";
import { slowEngineWarning } from "./slow-engine.ts";

const engine = { name: "wasm", library: "", device: "", threads: 1, reason: "" } as const;

describe("slowEngineWarning", () => {
  it("estimates a long run on a plain engine and says nothing of a short one or of the native engine", async () => {
    const plan = async (name: string) =>
      planExperiment(
        (await loadExperiment(new URL(`../../../../experiments/${name}.exp`, import.meta.url).pathname)).experiment,
      );
    expect(slowEngineWarning(engine, await plan("cifar"), 10_000, 1)).toMatch(/on wasm this takes about \d+ (min|h)/);
    expect(slowEngineWarning(engine, await plan("quick"), 128, 1)).toBeUndefined();
    expect(slowEngineWarning({ ...engine, name: "native-cpu" }, await plan("cifar"), 10_000, 1)).toBeUndefined();
  });
});
