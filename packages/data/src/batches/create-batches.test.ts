import { Registry } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, expect, it } from "vitest";
import { toyDataset } from "../test/toy-dataset.ts";
import { createBatches } from "./create-batches.ts";
import { SampleBatches } from "./sample-batches.ts";

const dataset = toyDataset(50, 20);
const spec = { batch: 8, augment: [] };
const registry = new Registry();

beforeAll(() => startEngine({ engine: "js" }));

it("gives the arrays as tensors, which the caller owns", async () => {
  const before = tensors().memory().numTensors;
  const batches = createBatches(dataset, spec, 3, registry);
  const { x, y } = batches.train({ epoch: 1, step: 2 });
  const expected = new SampleBatches(dataset, spec, 3, registry).train({ epoch: 1, step: 2 });
  expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[8, 4, 4, 3], "float32", [8], "int32"]);
  expect(await x.data()).toEqual(expected.x);
  expect(await y.data()).toEqual(expected.y);
  expect(tensors().memory().numTensors).toBe(before + 2);
  x.dispose();
  y.dispose();
});

it("gives counts, labels and steps", () => {
  const batches = createBatches(dataset, spec, 3, registry);
  expect([batches.stepsPerEpoch, batches.batchSize, batches.count("test")]).toEqual([6, 8, 20]);
  expect(batches.labels("train")).toEqual(dataset.train.labels);
  expect(batches.probe("train", 9)).toHaveLength(9);
});
