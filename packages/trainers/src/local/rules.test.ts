import { DivergedError, type Network } from "@infoplane/contracts";
import { readArray, startEngine, tensors, writeArray } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { ruleBatches, ruleTrainer } from "../test/rule-task.ts";
import { trainSteps } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine();
});

interface Rule {
  readonly name: string;
  readonly options: object;
  readonly epochs: number;
}
const rule = (name: string, options: object = {}, epochs = 2): Rule => ({ name, options, epochs });
const rules: readonly Rule[] = [
  rule("forward-forward"),
  rule("forward-forward", { order: "sequential", label: "average-channels" }, 4),
  rule("signal-propagation"),
  rule("signal-propagation", { signal: "input", targets: "soft" }),
  rule("hsic-bottleneck"),
  rule("direct-feedback-alignment"),
];

const weights = ({ network }: { network: Network }): Record<string, number[]> =>
  Object.fromEntries(
    [...network.blocks, network.classifier]
      .flatMap((module) => [...module.save()])
      .map(([key, { data }]) => [key, [...data]]),
  );

describe.each(rules)("$name $options", ({ name, options, epochs }) => {
  it("resumes from a state saved in mid-epoch with the same bits and the same losses", async () => {
    const [whole, part, rest] = await Promise.all([1, 2, 3].map(() => ruleTrainer(name, { options, epochs })));
    const all = await trainSteps(whole!.trainer);
    await trainSteps(part!.trainer, 6);
    await trainSteps(rest!.trainer, 3);
    rest!.trainer.load(part!.trainer.save());
    expect(await trainSteps(rest!.trainer)).toEqual(all.slice(6));
    expect(rest!.trainer.save()).toEqual(whole!.trainer.save());
    expect(weights(rest!)).toEqual(weights(whole!));
    for (const { trainer } of [whole!, part!, rest!]) trainer.dispose();
  });

  it("leaks no tensor in training, prediction and representations", async () => {
    const tf = tensors();
    const before = tf.memory().numTensors;
    const { trainer, network } = await ruleTrainer(name, { options, epochs });
    await trainSteps(trainer, 1);
    const { x, y } = ruleBatches().train({ epoch: 50, step: 0 });
    tf.dispose(trainer.predict(x));
    const during = tf.memory().numTensors;
    await trainSteps(trainer);
    const scores = trainer.predict(x);
    expect(scores.shape).toEqual([x.shape[0], 3]);
    const found = trainer.representations?.(x) ?? [];
    if (name === "forward-forward") {
      expect(found.map(({ shape }) => shape.slice(1))).toEqual(network.blocks.map(({ spec }) => spec.output));
    } else expect(found).toEqual([]);
    tf.dispose([scores, ...found]);
    expect(tf.memory().numTensors).toBe(during);
    trainer.dispose();
    tf.dispose([x, y]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names epoch, step and block when a loss is not finite, updates nothing and leaks nothing", async () => {
    const tf = tensors();
    const before = tf.memory().numTensors;
    const task = await ruleTrainer(name, { options, epochs, batches: ruleBatches({ broken: true }) });
    const kernel = weights(task)["block1/0.conv/kernel"];
    const error = await trainSteps(task.trainer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergedError);
    const block = name === "direct-feedback-alignment" ? "classifier" : "block1";
    expect(error).toMatchObject({ block, at: { epoch: 0, step: 0 } });
    expect(weights(task)["block1/0.conv/kernel"]).toEqual(kernel);
    task.trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("gives the gradients that its next step follows, which changes nothing", async () => {
    const tf = tensors();
    const rate = 0.1;
    const optimizer = { name: "sgd", options: { rate, momentum: 0 } };
    const { trainer } = await ruleTrainer(name, { options, epochs, optimizer });
    // Into the second epoch: in sequence it is the second block's turn then.
    await trainSteps(trainer, 5);
    const [saved, before] = [trainer.save(), tf.memory().numTensors];
    const gradients = [...trainer.gradients!(trainer.position)].map(([key, gradient]) => {
      const values = [...gradient.dataSync()];
      gradient.dispose();
      return [key, values] as const;
    });
    expect(trainer.save()).toEqual(saved);
    expect(tf.memory().numTensors).toBe(before);
    await trainSteps(trainer, 1);
    const { arrays } = trainer.save();
    expect(gradients.length).toBeGreaterThan(3);
    for (const [key, values] of gradients) {
      const start = saved.arrays.get(`network/${key}`)!.data;
      const end = arrays.get(`network/${key}`)!.data;
      const largest = Math.max(...values.map(Math.abs), 1);
      end.forEach((value, at) => {
        expect(Math.abs(value - start[at]! + rate * values[at]!)).toBeLessThan(1e-5 * largest);
      });
    }
    trainer.dispose();
  });
});

// The output error, which is fed back, depends on every block: the path of that rule is checked against PyTorch alone.
it.each(rules.filter(({ name }) => name !== "direct-feedback-alignment"))(
  "%o keeps a block's path when the blocks above start from other weights",
  async ({ name, options, epochs }) => {
    const [plain, other] = [await ruleTrainer(name, { options, epochs }), await ruleTrainer(name, { options, epochs })];
    const above = other.network.blocks[2]!.parameters[0]!;
    const saved = readArray(above);
    writeArray(above, { ...saved, data: Float32Array.from(saved.data, (v) => -2 * v) });
    await trainSteps(plain.trainer);
    await trainSteps(other.trainer);
    const kernels = [plain, other].map(({ trainer }) => {
      const { arrays } = trainer.save();
      return ["block1/0", "block2/0", "block3/0.residual/body/0"].map((at) => [
        ...arrays.get(`network/${at}.conv/kernel`)!.data,
      ]);
    });
    expect(kernels[1]!.slice(0, 2)).toEqual(kernels[0]!.slice(0, 2));
    expect(kernels[1]![2]).not.toEqual(kernels[0]![2]);
    plain.trainer.dispose();
    other.trainer.dispose();
  },
);

describe("learning", () => {
  const learners: readonly (readonly [Rule, least: number])[] = [
    [rule("forward-forward", {}, 20), 0.8],
    [rule("forward-forward", { order: "sequential", label: "example-subtraction" }, 48), 0.6],
    [rule("signal-propagation", { neighbours: 3 }, 15), 0.9],
    [rule("hsic-bottleneck", {}, 15), 0.9],
    [rule("direct-feedback-alignment", {}, 15), 0.9],
  ];
  it.each(learners)("%o tells the classes apart", async ({ name, options, epochs }, least) => {
    const tf = tensors();
    const { trainer } = await ruleTrainer(name, { options, epochs });
    await trainSteps(trainer);
    const right = [0, 1, 2].map((step) => {
      const { x, y } = ruleBatches().train({ epoch: 99, step });
      const share = tf.tidy(
        () => tf.mean(tf.cast(tf.equal(tf.argMax(trainer.predict(x), 1), y), "float32")).dataSync()[0]!,
      );
      tf.dispose([x, y]);
      return share / 3;
    });
    expect(right.reduce((a, b) => a + b)).toBeGreaterThan(least);
    trainer.dispose();
  });
});
