import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { io, loadLayersModel } from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { cli, temporaryFolder } from "./support/cli.ts";

it("exports a trained network for PyTorch and for Keras, and says how its input is normalised", async () => {
  const out = temporaryFolder();
  const one = ["--only", "e2e", "--seeds", "1", "--set", "train.*.epochs=1", "--executor", "in-process"];
  expect((await cli(["run", "experiments/quick.exp", "--out", out, ...one])).code).toBe(0);
  const { code, stderr } = await cli(["export", join(out, "quick")]);
  expect(stderr).toContain("export: 1 cell in");
  expect(code).toBe(0);
  const folder = join(out, "quick/export");
  expect(readdirSync(folder).sort()).toEqual(
    ["architecture.json", "model.json", "safetensors", "weights.bin"].map((ending) => `e2e-seed1.${ending}`),
  );
  const written = JSON.parse(readFileSync(join(folder, "e2e-seed1.model.json"), "utf8")) as io.ModelJSON;
  const { modelTopology, weightsManifest, userDefinedMetadata } = written;
  expect(userDefinedMetadata).toMatchObject({ arm: "e2e", seed: 1, epoch: 1, input: { mean: [0.5, 0.5, 0.5] } });
  const [group] = weightsManifest;
  const bytes = readFileSync(join(folder, group?.paths[0] ?? ""));
  const weightData = new Uint8Array(bytes).buffer;
  const model = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs: group?.weights ?? [], weightData }));
  expect(4 * model.countParams()).toBe(bytes.byteLength);
  const first = bytes.readFloatLE(0);
  expect(model.weights[0]?.read().dataSync()[0]).toBe(first);
});
