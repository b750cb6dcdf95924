import { readFileSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { builtInRegistry } from "@infoplane/runtime";
import { networkArrays } from "@infoplane/runtime/cell";
import type { Dataset } from "@infoplane/contracts";
import { findRun, type RunStore } from "@infoplane/core";
import { datasetContext } from "@infoplane/data";
import { dataPlugins } from "@infoplane/data/plugins";
import { startEngine, Streams } from "@infoplane/engine";
import { createNetwork, forward } from "@infoplane/models";
import { io, loadLayersModel, tensor, type Tensor } from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { cli, temporaryFolder } from "./support/cli.ts";
import { exportedNetwork } from "./support/exported-network.ts";

it("exports the trained network for PyTorch and for Keras, with the normalisation of its input", async () => {
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

  const { userDefinedMetadata, predict } = await kerasModel(folder);
  expect(userDefinedMetadata).toMatchObject({ arm: "e2e", seed: 1, epoch: 1, input: { mean: [0.5, 0.5, 0.5] } });
  const { images, labels } = await testSamples(userDefinedMetadata.input);
  const torch = exportedNetwork(join(folder, "e2e-seed1"));
  const scores = images.map((image) => [...torch(image)]);

  const run = await findRun(join(out, "quick"));
  await startEngine({ engine: "js" });
  expectClose(await ownScores(run, images), scores);
  expectClose(predict(images), scores);

  const [cell] = (await run.readPlan()).cells;
  const { rows } = await run.cell(cell!.hash).readRecords();
  const recorded = (quantity: string) =>
    rows.find((record) => record.epoch === 1 && record.quantity === quantity && record["split"] === "test")?.value;
  const right = scores.filter((row, i) => row.indexOf(Math.max(...row)) === labels[i]);
  expect(recorded("accuracy")).toBeCloseTo(right.length / labels.length, 6);
  expect(recorded("loss")).toBeCloseTo(mean(scores.map((row, i) => crossEntropy(row, labels[i]!))), 5);

  const elsewhere = join(out, "elsewhere");
  renameSync(folder, elsewhere);
  symlinkSync(elsewhere, folder);
  const linked = await cli(["export", join(out, "quick")]);
  expect([linked.code, linked.stderr]).toEqual([3, expect.stringContaining("files/link")]);
});

interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The test images of `quick.exp`, normalised as the export says, and their classes. */
async function testSamples({ mean, std }: Normalisation): Promise<{ images: Float64Array[]; labels: number[] }> {
  const plugin = dataPlugins.find(({ kind, name }) => kind === "dataset" && name === "textures");
  if (plugin?.kind !== "dataset") throw new Error("there is no data set textures");
  const { signal } = new AbortController();
  const context = datasetContext({ cacheDir: "", report: () => undefined, signal });
  const { test, input }: Dataset = await plugin.create({ train: 128, test: 96, seed: 0 }, context);
  const size = test.images.length / test.count;
  const channels = input.at(-1)!;
  const images = Array.from({ length: test.count }, (_, n) =>
    Float64Array.from(test.images.subarray(n * size, (n + 1) * size), (pixel, i) => {
      return (pixel / 255 - mean[i % channels]!) / std[i % channels]!;
    }),
  );
  return { images, labels: [...test.labels] };
}

const batch = (images: readonly Float64Array[]): Tensor =>
  tensor(
    images.flatMap((image) => [...image]),
    [images.length, 32, 32, 3],
  );

/** Scores of the run's own network, from its checkpoint. */
async function ownScores(run: RunStore, images: readonly Float64Array[]): Promise<number[][]> {
  const [cell] = (await run.readPlan()).cells;
  const { checkpoints } = run.cell(cell!.hash);
  const arrays = networkArrays((await checkpoints.read((await checkpoints.list()).at(-1)!)).trainer.arrays);
  const context = { registry: builtInRegistry(), streams: new Streams(2) };
  const { blocks, classifier } = createNetwork(cell!.architecture, context);
  let z = batch(images);
  for (const module of [...blocks, classifier]) {
    module.load(arrays);
    z = forward(module, z, { training: false, at: { epoch: 0, step: 0 } });
  }
  return z.arraySync() as number[][];
}

/** The Keras model of the export, as TensorFlow.js loads it. */
async function kerasModel(folder: string) {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
    readFileSync(join(folder, "e2e-seed1.model.json"), "utf8"),
  ) as io.ModelJSON & { userDefinedMetadata: { input: Normalisation } };
  const [group] = weightsManifest;
  const bytes = readFileSync(join(folder, group?.paths[0] ?? ""));
  const weightData = new Uint8Array(bytes).buffer;
  const model = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs: group?.weights ?? [], weightData }));
  expect(4 * model.countParams()).toBe(bytes.byteLength);
  const predict = (images: readonly Float64Array[]) =>
    (model.predict(batch(images)) as Tensor).arraySync() as number[][];
  return { userDefinedMetadata, predict };
}

function expectClose(actual: readonly number[][], wanted: readonly number[][]): void {
  expect(actual.length).toBe(wanted.length);
  const gaps = actual.flatMap((row, i) => row.map((value, j) => Math.abs(value - wanted[i]![j]!)));
  expect(Math.max(...gaps)).toBeLessThan(1e-4);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const crossEntropy = (scores: readonly number[], label: number): number =>
  Math.log(mean(scores.map((score) => Math.exp(score))) * scores.length) - scores[label]!;
