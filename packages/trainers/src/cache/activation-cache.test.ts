import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Module } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedBatches } from "../test/fixed-batches.ts";
import { smallNetwork, smallTrainer, trainSteps, type TaskOptions } from "../test/small-task.ts";
import { augmentedData, keptOnDisk } from "./messages.ts";
import { bfloat16ToFloat, floatToBfloat16 } from "./row-store.ts";

beforeAll(async () => {
  await startEngine();
});

let scratch = "";
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "infoplane-cache-"));
});
afterEach(() => rmSync(scratch, { recursive: true }));

interface Run {
  readonly losses: number[][];
  readonly state: string;
  readonly notes: string[];
  /** Forward passes of each block, in training or evaluation mode. */
  readonly passes: number[];
}

/** Four groups in turn, each for two epochs of three steps, on 40 samples: one pass over all is 4 batches of 12. */
async function run(options: object, task: TaskOptions = {}): Promise<Run> {
  const notes: string[] = [];
  const network = smallNetwork();
  const passes = network.blocks.map(() => 0);
  const counted = network.blocks.map((block, index): Module => ({
    ...block,
    apply(x, values, mode) {
      passes[index] = (passes[index] ?? 0) + 1;
      return block.apply(x, values, mode);
    },
  }));
  const { trainer } = await smallTrainer("sequential", {
    batches: fixedBatches(),
    epochs: 8,
    ...task,
    network: { ...network, blocks: counted },
    options,
    notes,
    scratch: () => scratch,
  });
  const losses = await trainSteps(trainer);
  const state = JSON.stringify([...trainer.save().arrays].map(([key, { data }]) => [key, [...data]]));
  trainer.dispose();
  return { losses, state, notes, passes };
}

describe("the activation cache", () => {
  it("changes no bit, in memory or on disk, and passes the data through each group once", async () => {
    const tf = tensors();
    const before = tf.memory().numTensors;
    const recomputed = await run({ cache: false });
    const cached = await run({});
    const onDisk = await run({ memory: 1e-6 });
    expect(cached.losses).toEqual(recomputed.losses);
    expect(cached.state).toBe(recomputed.state);
    expect(onDisk.state).toBe(recomputed.state);
    expect(tf.memory().numTensors).toBe(before);
    // Six steps in its own turn and six in each later one; with the cache, one pass of four batches for the later ones.
    expect(recomputed.passes).toEqual([24, 18, 12, 6]);
    expect(cached.passes).toEqual([10, 10, 10, 6]);
    expect(cached.notes).toEqual([]);
    expect(onDisk.notes).toEqual([
      keptOnDisk("block1", 40 * 6 * 6 * 4 * 4),
      keptOnDisk("block2", 40 * 3 * 3 * 6 * 4),
      keptOnDisk("block3", 40 * 3 * 3 * 6 * 4),
    ]);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it("gives the same images to a loss that looks at the network's input", async () => {
    const regulariser = { name: "nhsic-regulariser", options: { eps: 0.01 } };
    const [cached, recomputed] = [await run({ regulariser }), await run({ regulariser, cache: false })];
    expect(cached.state).toBe(recomputed.state);
  });

  it("reports that augmented data can't be cached, and recomputes", async () => {
    const task = { batches: fixedBatches({ augmented: true }) };
    const [asked, without] = [await run({}, task), await run({ cache: false }, task)];
    expect(asked.notes).toEqual([augmentedData()]);
    expect(without.notes).toEqual([]);
    expect(asked.state).toBe(without.state);
    expect(asked.passes).toEqual(without.passes);
  });

  it("is refilled after a state is loaded", async () => {
    const task = { batches: fixedBatches(), epochs: 8 };
    const [whole, part, rest] = await Promise.all([0, 1, 2].map(() => smallTrainer("sequential", task)));
    const all = await trainSteps(whole!.trainer);
    await trainSteps(part!.trainer, 14);
    // Its cache holds outputs of other weights.
    await trainSteps(rest!.trainer, 20);
    rest!.trainer.load(part!.trainer.save());
    expect(await trainSteps(rest!.trainer)).toEqual(all.slice(14));
    for (const task of [whole, part, rest]) task!.trainer.dispose();
  });

  it("takes half the space in bfloat16, with nearly the same values", async () => {
    const [half, full] = [await run({ storage: "bfloat16", memory: 1e-6 }), await run({})];
    expect(half.notes[0]).toBe(keptOnDisk("block1", 40 * 6 * 6 * 4 * 2));
    expect(half.state).not.toBe(full.state);
    const last = (found: Run): number => found.losses.at(-1)!.at(-1)!;
    expect(Math.abs(last(half) - last(full))).toBeLessThan(0.1);
    expect(existsSync(scratch)).toBe(true);
  });
});

describe("bfloat16", () => {
  it("rounds to nearest, ties to even, and preserves NaN", () => {
    const values = Float32Array.of(
      1,
      -2.5,
      1 + 2 ** -8,
      1 + 3 * 2 ** -8,
      1 + 2 ** -8 + 2 ** -20,
      Infinity,
      NaN,
      0,
      3e-40,
    );
    const found = [...bfloat16ToFloat(floatToBfloat16(values))];
    expect(found.slice(0, 6)).toEqual([1, -2.5, 1, 1 + 2 ** -6, 1 + 2 ** -7, Infinity]);
    expect(found[6]).toBeNaN();
    expect(found[7]).toBe(0);
  });
});
