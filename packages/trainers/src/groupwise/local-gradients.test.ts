import { startEngine, tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { smallTrainer, trainSteps } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine();
});

const rate = 0.1;
const sgd = { name: "sgd", options: { rate, momentum: 0 } };
const values = (tensor: Tensor): number[] => {
  const found = [...tensor.dataSync()];
  tensor.dispose();
  return found;
};

describe("gradients of a groupwise trainer", () => {
  it.each(["e2e", "per-layer", "per-block"])(
    "are those that the next step of %s follows, and computing them changes nothing",
    async (name) => {
      const tf = tensors();
      const { trainer, network } = await smallTrainer(name, {
        optimizer: sgd,
        ...(name === "per-block" && { options: { groups: 2 } }),
      });
      await trainSteps(trainer, 1);
      const saved = trainer.save();
      const before = tf.memory().numTensors;
      const gradients = trainer.gradients!(trainer.position);
      expect(trainer.save()).toEqual(saved);
      const parameters = network.blocks.flatMap((block) => block.parameters);
      const first = parameters.map((parameter) => values(parameter.read()));
      const found = parameters.map(({ name: key }) => values(gradients.get(key)!));
      for (const tensor of gradients.values()) tensor.dispose();
      expect(tf.memory().numTensors).toBe(before);
      trainer.load(saved);
      await trainSteps(trainer, 1);
      parameters.forEach((parameter, index) => {
        const moved = values(parameter.read());
        moved.forEach((value, at) => {
          expect(value).toBeCloseTo(first[index]![at]! - rate * found[index]![at]!, 5);
        });
      });
      trainer.dispose();
    },
  );

  it("are available after the last epoch", async () => {
    const { trainer } = await smallTrainer("per-layer", { epochs: 1 });
    await trainSteps(trainer);
    const gradients = trainer.gradients!(trainer.position);
    expect(gradients.size).toBeGreaterThan(4);
    tensors().dispose([...gradients.values()]);
    trainer.dispose();
  });
});
