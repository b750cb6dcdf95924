import { optionsOf, ShapeError } from "@infoplane/contracts";
import { readArray, startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { fixedBatches } from "../test/fixed-batches.ts";
import { smallNetwork, smallTrainer, trainSteps } from "../test/small-task.ts";
import { sequential } from "./sequential.ts";

beforeAll(async () => {
  await startEngine();
});

describe("sequential", () => {
  const epochs = (options: object, said: number) =>
    sequential.epochs?.(optionsOf(sequential, options), said, smallNetwork().spec.blocks);

  it("counts epochs per group, or in total", () => {
    expect(epochs({}, 3)).toBe(12);
    expect(epochs({ groups: 2 }, 3)).toBe(6);
    expect(epochs({ budget: "divided" }, 9)).toBe(9);
    expect(() => epochs({ budget: "divided" }, 3)).toThrow(ShapeError);
  });

  it("divides epochs as evenly as whole epochs allow, and reports losses only of the groups whose turn it is", async () => {
    const { trainer } = await smallTrainer("sequential", { batches: fixedBatches(), epochs: 9 });
    const turns: string[] = [];
    for await (const event of trainer.train()) {
      if (event.kind === "epoch") turns.push(event.losses.map(({ group }) => group).join());
    }
    const counts = ["block1", "block2", "block3", "block4"].map((name) => turns.filter((turn) => turn === name).length);
    expect(counts.reduce((a, b) => a + b)).toBe(9);
    expect(Math.max(...counts) - Math.min(...counts)).toBe(1);
    trainer.dispose();
  });

  it("restarts the schedule with every group", async () => {
    const batches = fixedBatches();
    // From the second epoch of a turn on, nothing changes.
    const schedule = { name: "multistep", options: { at: [1], factor: 1e-30 } };
    const optimizer = { name: "sgd", options: { rate: 0.1, momentum: 0 } };
    const task = { options: { groups: 2 }, batches, epochs: 4, schedule, optimizer };
    const { trainer, network } = await smallTrainer("sequential", task);
    const weights = () => network.blocks.flatMap((block) => block.parameters.flatMap((p) => [...readArray(p).data]));
    const moved: boolean[] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      const before = weights();
      await trainSteps(trainer, batches.stepsPerEpoch);
      moved.push(String(weights()) !== String(before));
    }
    expect(moved).toEqual([true, false, true, false]);
    trainer.dispose();
  });

  it("classifies with the head of the group that trained last", async () => {
    const batches = fixedBatches({ count: 96, size: 24 });
    const { trainer, network } = await smallTrainer("sequential", { options: { groups: 2 }, batches, epochs: 24 });
    const untouched = readArray(network.classifier.parameters[0]!).data;
    await trainSteps(trainer, 12 * batches.stepsPerEpoch);
    expect(readArray(network.classifier.parameters[0]!).data).toEqual(untouched);
    const tf = tensors();
    const { x, y } = batches.samples("train", [...Array(96).keys()]);
    const right = tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.argMax(trainer.predict(x), 1), y), "float32")).dataSync());
    expect(right[0]).toBeGreaterThan(0.9);
    tf.dispose([x, y]);
    trainer.dispose();
  });
});
