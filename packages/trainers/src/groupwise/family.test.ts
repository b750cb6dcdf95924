import { DivergedError } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { fixedBatches } from "../test/fixed-batches.ts";
import { smallBatches, smallTrainer, trainSteps } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine();
});

const use = (name: string, options = {}) => ({ name, options });
const contrastive = { loss: use("supervised-contrastive"), head: use("projection", { out: 8 }) };
const nhsic = use("nhsic-regulariser", { lambda: 0.02, eps: 0.01, with: "local" });

/** Every learning rule of the family with everything that its options can enable. */
const family: readonly (readonly [string, object])[] = [
  ["e2e", contrastive],
  ["per-layer", { loss: use("similarity"), head: use("conv") }],
  ["per-block", { groups: 2, ...contrastive }],
  ["per-layer", { loss: use("reconstruction"), head: use("decoder", { channels: 4 }) }],
  ["per-block", { groups: 2, regulariser: nhsic }],
  ["deep-supervision", { regulariser: nhsic }],
  ["deep-supervision", { groups: 2, classifier: "detached" }],
  ["frozen-random", {}],
  ["predsim", { share: 0.9 }],
  ["info-pro", { groups: 3, reconstruct: [1, 0.5], decoder: use("decoder", { channels: 4 }) }],
  ["info-pro", { groups: 2, ...contrastive }],
  ["sequential", { groups: 2, budget: "divided" }],
  ["sequential", { groups: 2, budget: "divided", ...contrastive }],
];
const titled = family.map(([name, options]) => ({ name, options, title: `${name} ${JSON.stringify(options)}` }));

const bits = (trainer: Awaited<ReturnType<typeof smallTrainer>>["trainer"]): string[] =>
  [...trainer.save().arrays].map(([key, { data }]) => `${key}: ${[...data].join(" ")}`);

describe.each(titled)("$title", ({ name, options }) => {
  it("resumes from a state saved in mid-epoch with the same bits, and leaks no tensor", async () => {
    const tf = tensors();
    const before = tf.memory().numTensors;
    const task = { options, batches: fixedBatches(), epochs: 2 };
    const [whole, part, rest] = [
      await smallTrainer(name, task),
      await smallTrainer(name, task),
      await smallTrainer(name, task),
    ];
    const all = await trainSteps(whole.trainer);
    expect(all.flat().every(Number.isFinite)).toBe(true);
    // Three steps per epoch; with two groups, the second group trains in the second epoch.
    for (const done of [2, 4]) {
      part.trainer.load(await smallStart(name, task));
      await trainSteps(part.trainer, done);
      rest.trainer.load(part.trainer.save());
      expect(await trainSteps(rest.trainer)).toEqual(all.slice(done));
      expect(bits(rest.trainer)).toEqual(bits(whole.trainer));
    }
    for (const { trainer } of [whole, part, rest]) trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the block whose loss is not finite", async () => {
    const { trainer } = await smallTrainer(name, { options, batches: smallBatches({ broken: true }) });
    const error = await trainSteps(trainer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergedError);
    expect((error as DivergedError).block).toMatch(/^block[1-4]$/);
    trainer.dispose();
  });
});

async function smallStart(name: string, task: object) {
  const { trainer } = await smallTrainer(name, task);
  const state = trainer.save();
  trainer.dispose();
  return state;
}

describe("what they learn", () => {
  // A reconstruction loss alone needs no classes.
  it.each(titled.filter(({ options }) => !JSON.stringify(options).includes('"reconstruction"')))(
    "$title",
    async ({ name, options }) => {
      const batches = fixedBatches({ count: 96, size: 24 });
      // A divided budget is shared by two groups.
      const { trainer } = await smallTrainer(name, { options, batches, epochs: "budget" in options ? 28 : 14 });
      await trainSteps(trainer);
      const tf = tensors();
      const { x, y } = batches.samples("train", [...Array(96).keys()]);
      const right = tf.tidy(() =>
        tf.mean(tf.cast(tf.equal(tf.argMax(trainer.predict(x), 1), y), "float32")).dataSync(),
      );
      // Chance is one in three; random features need not separate the classes well.
      expect(right[0]).toBeGreaterThan(name === "frozen-random" ? 0.6 : 0.9);
      tf.dispose([x, y]);
      trainer.dispose();
    },
  );

  it("reconstruction", async () => {
    const options = { loss: use("reconstruction"), head: use("decoder", { channels: 4 }) };
    const { trainer } = await smallTrainer("per-layer", { options, batches: fixedBatches(), epochs: 20 });
    const losses = await trainSteps(trainer);
    // Every block's own loss; the fifth is the classifier's.
    for (const block of [0, 1, 2, 3]) expect(losses.at(-1)![block]).toBeLessThan(0.7 * losses[0]![block]!);
    trainer.dispose();
  });
});
