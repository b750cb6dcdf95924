import { DivergedError } from "@infoplane/contracts";
import { meter, startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { smallBatches, smallTrainer, trainSteps } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine();
});

/** The network's own weights, as bits. */
function weights({ network }: Awaited<ReturnType<typeof smallTrainer>>): Record<string, number[]> {
  const all = [...network.blocks, network.classifier].flatMap((module) => [...module.save()]);
  return Object.fromEntries(all.map(([name, { data }]) => [name, [...data]]));
}

describe("groupwise training", () => {
  it("gives the same bits end to end and in one group of blocks", async () => {
    const [e2e, oneGroup] = [await smallTrainer("e2e"), await smallTrainer("per-block", { options: { groups: 1 } })];
    expect(await trainSteps(oneGroup.trainer)).toEqual(await trainSteps(e2e.trainer));
    expect(weights(oneGroup)).toEqual(weights(e2e));
    e2e.trainer.dispose();
    oneGroup.trainer.dispose();
  });

  it("gives the same bits per layer and in as many groups as blocks, but not end to end", async () => {
    const [layers, groups, e2e] = [
      await smallTrainer("per-layer"),
      await smallTrainer("per-block", { options: { groups: 4 } }),
      await smallTrainer("e2e"),
    ];
    const runs = [await trainSteps(layers.trainer), await trainSteps(groups.trainer), await trainSteps(e2e.trainer)];
    expect(runs[1]).toEqual(runs[0]);
    expect(weights(groups)).toEqual(weights(layers));
    expect(weights(e2e)["block1/0.conv/kernel"]).not.toEqual(weights(layers)["block1/0.conv/kernel"]);
    for (const { trainer } of [layers, groups, e2e]) trainer.dispose();
  });

  it("resumes from a state saved in mid-epoch with the same bits", async () => {
    for (const name of ["e2e", "per-layer"]) {
      const [whole, part, rest] = [await smallTrainer(name), await smallTrainer(name), await smallTrainer(name)];
      const all = await trainSteps(whole.trainer);
      await trainSteps(part.trainer, 3);
      await trainSteps(rest.trainer, 5);
      rest.trainer.load(part.trainer.save());
      expect(await trainSteps(rest.trainer)).toEqual(all.slice(3));
      expect(weights(rest)).toEqual(weights(whole));
      expect(rest.trainer.save()).toEqual(whole.trainer.save());
      for (const { trainer } of [whole, part, rest]) trainer.dispose();
    }
  });

  it("names epoch, step and block when a loss is not finite, and updates nothing", async () => {
    const task = await smallTrainer("per-layer", { batches: smallBatches({ broken: true }) });
    const before = weights(task)["block1/0.conv/kernel"];
    const error = await trainSteps(task.trainer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({ block: "block1", at: { epoch: 0, step: 0 } });
    expect(weights(task)["block1/0.conv/kernel"]).toEqual(before);
    task.trainer.dispose();
  });

  it("leaks no tensor, and peaks lower per layer than end to end", async () => {
    const tf = tensors();
    const peaks: number[] = [];
    for (const name of ["e2e", "per-layer"]) {
      const before = tf.memory().numTensors;
      const { trainer } = await smallTrainer(name, { epochs: 1 });
      await trainSteps(trainer, 1);
      const [live, tensorsNow] = [meter.read().liveBytes, tf.memory().numTensors];
      meter.restart();
      await trainSteps(trainer, 3);
      expect(tf.memory().numTensors).toBe(tensorsNow);
      peaks.push(meter.read().peakBytes - live);
      trainer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
    expect(peaks[1]).toBeLessThan(peaks[0]!);
  });

  it.each(["e2e", "per-layer", "per-block"])("learns the task with %s", async (name) => {
    const { trainer } = await smallTrainer(name, { options: name === "per-block" ? { groups: 2 } : {}, epochs: 15 });
    const losses = await trainSteps(trainer);
    expect(losses.at(-1)?.at(-1)).toBeLessThan(0.35 * losses[0]!.at(-1)!);
    const batch = smallBatches().train({ epoch: 99, step: 0 });
    const tf = tensors();
    const right = tf.tidy(
      () => tf.mean(tf.cast(tf.equal(tf.argMax(trainer.predict(batch.x), 1), batch.y), "float32")).dataSync()[0],
    );
    expect(right).toBeGreaterThan(0.9);
    tf.dispose([batch.x, batch.y]);
    trainer.dispose();
  });
});
