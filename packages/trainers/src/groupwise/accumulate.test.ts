import type { Batches } from "@infoplane/contracts";
import { meter, readArray, startEngine } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { fixedBatches } from "../test/fixed-batches.ts";
import { smallNetwork, smallTrainer, trainSteps, type TaskOptions } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine();
});

/** No batch statistics: each sample contributes its own part of the gradient. */
const plain = () =>
  smallNetwork(1, [
    [{ layer: "conv", options: { filters: 8 } }, { layer: "relu" }],
    [{ layer: "flatten" }, { layer: "dense", options: { units: 8 } }, { layer: "relu" }],
  ]);

async function step(name: string, task: TaskOptions, steps = 1): Promise<{ losses: number[][]; weights: number[] }> {
  const optimizer = { name: "sgd", options: { rate: 1, momentum: 0 } };
  const { trainer, network } = await smallTrainer(name, { optimizer, ...task });
  const losses = await trainSteps(trainer, steps);
  const weights = network.blocks.flatMap((block) => block.parameters.flatMap((p) => [...readArray(p).data]));
  trainer.dispose();
  return { losses, weights };
}

const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - b[index]!)));

describe("accumulate", () => {
  // 12 samples in 5 parts: two of three, three of two. Unequal parts are weighted by their size.
  it.each([
    ["e2e", 4],
    ["per-layer", 4],
    ["per-layer", 5],
    ["deep-supervision", 12],
    ["per-layer", 100],
  ])("%s in %i parts takes the same step as the whole batch", async (name, accumulate) => {
    const whole = await step(name, { network: plain(), batches: fixedBatches() });
    const parts = await step(name, { network: plain(), batches: fixedBatches(), accumulate });
    expect(farthest(parts.weights, whole.weights)).toBeLessThan(1e-5);
    expect(farthest(parts.losses[0]!, whole.losses[0]!)).toBeLessThan(1e-5);
  });

  it("holds the activations of one part at a time", async () => {
    const peaks: number[] = [];
    for (const accumulate of [1, 8]) {
      const { trainer } = await smallTrainer("e2e", { accumulate, batches: fixedBatches({ count: 512, size: 256 }) });
      const live = meter.read().liveBytes;
      meter.restart();
      await trainSteps(trainer, 1);
      peaks.push(meter.read().peakBytes - live);
      trainer.dispose();
    }
    // An eighth, plus the images of the whole batch.
    expect(peaks[1]).toBeLessThan(0.35 * peaks[0]!);
  });

  it("draws a new dropout mask for every part", async () => {
    const dropping = () => smallNetwork(1, [[{ layer: "flatten" }, { layer: "dropout", options: { rate: 0.5 } }]]);
    // The same sample twice: with one mask for both parts, its two losses would be equal.
    const one = fixedBatches({ count: 2, size: 1 });
    const twice: Batches = {
      ...one,
      stepsPerEpoch: 1,
      batchSize: 2,
      train: () => one.samples("train", [0, 0]),
    };
    const single: Batches = { ...twice, batchSize: 1, train: () => one.samples("train", [0]) };
    const [both, first] = [
      await step("e2e", { network: dropping(), batches: twice, accumulate: 2 }),
      await step("e2e", { network: dropping(), batches: single }),
    ];
    expect(both.losses[0]![0]).not.toBeCloseTo(first.losses[0]![0]!, 4);
  });
});

describe("clip", () => {
  it("bounds the step of every group separately", async () => {
    const start = plain();
    const before = start.blocks.map((block) => block.parameters.flatMap((p) => [...readArray(p).data]));
    const network = plain();
    const optimizer = { name: "sgd", options: { rate: 1, momentum: 0 } };
    const { trainer } = await smallTrainer("per-layer", { network, optimizer, clip: 0.01, batches: fixedBatches() });
    await trainSteps(trainer, 1);
    for (const [index, block] of network.blocks.entries()) {
      const after = block.parameters.flatMap((p) => [...readArray(p).data]);
      const moved = Math.hypot(...after.map((value, at) => value - before[index]![at]!));
      // The group's norm includes its head's.
      expect(moved).toBeLessThan(0.01001);
      expect(moved).toBeGreaterThan(0.0005);
    }
    trainer.dispose();
  });

  it("leaves a group alone that has nothing to train", async () => {
    const options = { loss: { name: "similarity", options: {} }, head: { name: "identity", options: {} } };
    const { losses } = await step("frozen-random", { options, clip: 1 });
    expect(losses[0]).toHaveLength(5);
    expect(losses[0]!.every(Number.isFinite)).toBe(true);
  });
});

describe("views", () => {
  it("a loss on two views gets both views of every sample, concatenated along the batch axis", async () => {
    const asked: number[] = [];
    const batches = fixedBatches();
    const watched: Batches = {
      ...batches,
      train(at, view = 0) {
        asked.push(view);
        return batches.train(at);
      },
    };
    const options = { loss: { name: "supervised-contrastive", options: {} }, head: { name: "identity", options: {} } };
    await step("per-layer", { options, batches: watched });
    await step("per-layer", { batches: watched });
    expect(asked).toEqual([0, 1, 0]);
  });
});
