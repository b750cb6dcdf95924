import { optionsOf, ShapeError, type Position } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ruleBatches, ruleTrainer } from "../test/rule-task.ts";
import { smallNetwork, trainSteps } from "../test/small-task.ts";
import { goodness } from "./goodness.ts";
import { forwardForward } from "./plugin.ts";

beforeAll(async () => {
  await startEngine();
});

const total = (outputs: readonly Tensor[]): number[] => {
  const tf = tensors();
  return tf.tidy(() => [...tf.addN(outputs.map((output) => goodness(output, "mean"))).dataSync()]);
};

describe("forward-forward", () => {
  it("predicts by the summed goodness of all blocks, or of all but the first", async () => {
    const tf = tensors();
    const { x, y } = ruleBatches().train({ epoch: 3, step: 0 });
    const scores = async (first: string): Promise<number[][]> => {
      const { trainer } = await ruleTrainer("forward-forward", { options: { "first-block": first } });
      const found = tf.tidy(() => trainer.predict(x).arraySync() as never);
      trainer.dispose();
      return found;
    };
    const [all, rest] = [await scores("counted"), await scores("left-out")];
    all.forEach((row, sample) => row.forEach((value, label) => expect(value).toBeGreaterThan(rest[sample]![label]!)));
    // With the same picture for every class, labels say nothing: the goodness is that of the representations.
    const { trainer } = await ruleTrainer("forward-forward", { options: { label: "average-mixture" } });
    const { arrays, values } = trainer.save();
    const shape = [3, 72];
    const flat = { dtype: "float32" as const, shape, data: new Float32Array(216) };
    trainer.load({ values, arrays: new Map([...arrays, ["label/pictures", flat]]) });
    const outputs = trainer.representations!(x);
    const neutral = total(outputs);
    const found = tf.tidy(() => trainer.predict(x).arraySync() as never) as number[][];
    found.forEach((row, sample) => row.forEach((value) => expect(value).toBeCloseTo(neutral[sample]!, 4)));
    trainer.dispose();
    tf.dispose([x, y, ...outputs]);
  });

  it("trained in sequence, gives the gradients of the block that trained last, even when its turn has just ended", async () => {
    const { trainer } = await ruleTrainer("forward-forward", { options: { order: "sequential" }, epochs: 4 });
    const blocksOf = (at: Position): string[] => {
      const found = [...trainer.gradients!(at)];
      tensors().dispose(found.map(([, gradient]) => gradient));
      return [...new Set(found.map(([key]) => key.split("/")[0]!))];
    };
    await trainSteps(trainer, 4);
    expect(blocksOf({ epoch: 1, step: 0 })).toEqual(["block1"]);
    expect(blocksOf({ epoch: 1, step: 1 })).toEqual(["block2"]);
    trainer.dispose();
  });

  it("trained in sequence, trains one block at a time for all epochs and leaves finished blocks alone", async () => {
    const options = optionsOf(forwardForward, { order: "sequential" });
    const { blocks } = smallNetwork().spec;
    expect(forwardForward.epochs?.(options, 3, blocks)).toBe(12);
    const { trainer } = await ruleTrainer("forward-forward", { options, epochs: 4 });
    const kernel = (block: number): number[] => [
      ...[...trainer.save().arrays].find(([key]) => key.startsWith(`network/block${block}/`))![1].data,
    ];
    const before = [kernel(1), kernel(2), kernel(3)];
    const losses = await trainSteps(trainer, 8);
    expect(losses.map((of) => of.length)).toEqual(Array(8).fill(1));
    const finished = kernel(1);
    expect(finished).not.toEqual(before[0]);
    expect(kernel(2)).not.toEqual(before[1]);
    expect(kernel(3)).toEqual(before[2]);
    await trainSteps(trainer, 1);
    expect(kernel(1)).toEqual(finished);
    trainer.dispose();
  });

  it("refuses to leave out the only block that counts", () => {
    const options = optionsOf(forwardForward, { "first-block": "left-out" });
    const [first] = smallNetwork().spec.blocks;
    expect(() => forwardForward.grouping(options, [first!])).toThrow(ShapeError);
    expect(forwardForward.grouping(options, smallNetwork().spec.blocks)).toHaveLength(4);
  });
});
