import type { Module, Network, Parameter } from "@infoplane/contracts";
import { engineContext, readArray, startEngine, Streams, tensors, writeArray } from "@infoplane/engine";
import { createHead } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { fixedBatches } from "../test/fixed-batches.ts";
import { registry, smallNetwork, smallTrainer, trainSteps } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine();
});

const at = { epoch: 0, step: 0 };
const plainStep = { name: "sgd", options: { rate: 1, momentum: 0 } };
const use = (name: string, options = {}) => ({ name, options });
const lossPlugin = (name: string) => registry.get("loss", name).create({}, engineContext());
const headOn = (name: string, block: Module, prefix = "head") =>
  createHead(
    use(name),
    block.spec,
    { name: `${prefix}:${block.spec.name}`, classes: 3 },
    { registry, streams: new Streams(1) },
  );

interface Path {
  readonly modules: readonly Module[];
  readonly loss: string;
  readonly weight: number;
  /** How many of the modules run in evaluation mode. */
  readonly frozen?: number;
}

/** Weighted sum of losses on paths through modules, on the first batch, as a plain number. */
function total(paths: readonly Path[], x: Tensor, y: Tensor): number {
  return tensors().tidy(() =>
    paths.reduce((sum, { modules, loss, weight, frozen = 0 }) => {
      const output = modules.reduce(
        (value, module, index) =>
          module.apply(
            value,
            module.parameters.map((parameter) => parameter.read()),
            { training: index >= frozen, at },
          ),
        x,
      );
      const context = { classes: 3, input: x, groupInput: x };
      return sum + weight * (lossPlugin(loss).value(output, y, context).dataSync()[0] ?? NaN);
    }, 0),
  );
}

const places = [0, 7, 20, 41];

/** Derivatives of a value in some weights of a parameter, by central differences. */
function slopes(parameter: Parameter, value: () => number): number[] {
  const saved = readArray(parameter);
  const moved = (place: number, by: number): number => {
    const data = Float32Array.from(saved.data);
    data[place] = (data[place] ?? 0) + by;
    writeArray(parameter, { ...saved, data });
    return value();
  };
  const found = places.map((place) => (moved(place, 2e-3) - moved(place, -2e-3)) / 4e-3);
  writeArray(parameter, saved);
  return found;
}

/** How far one plain gradient step of rate 1 moved these weights: the gradient. */
async function gradient(name: string, options: object, of: (network: Network) => Parameter): Promise<number[]> {
  const task = await smallTrainer(name, {
    options,
    optimizer: plainStep,
    batches: fixedBatches({ count: 96, size: 48 }),
  });
  const before = readArray(of(task.network)).data;
  await trainSteps(task.trainer, 1);
  const after = readArray(of(task.network)).data;
  task.trainer.dispose();
  return places.map((place) => before[place % before.length]! - after[place % before.length]!);
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - b[index]!)));

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  // Float32; relu and max pooling have kinks.
  const largest = Math.max(...wanted.map(Math.abs));
  expect(apart(found, wanted)).toBeLessThan(0.08 * largest);
  expect(largest).toBeGreaterThan(1e-3);
}

describe("where gradients go (finite differences)", () => {
  it("deep supervision: through every border, from all losses together", async () => {
    const network = smallNetwork();
    const { blocks, classifier } = network;
    const { x, y } = fixedBatches({ count: 96, size: 48 }).train(at);
    const ends = blocks.slice(0, 3).map((block) => headOn("linear", block));
    const local = ends.map((head, index) => [...blocks.slice(0, index + 1), head]);
    const paths = [...local, [...blocks, classifier]].map((modules) => ({ modules, loss: "cross-entropy", weight: 1 }));
    const kernel = blocks[0]!.parameters[0]!;
    const all = slopes(kernel, () => total(paths, x, y));
    const own = slopes(kernel, () => total(paths.slice(0, 1), x, y));
    expectClose(await gradient("deep-supervision", {}, (net) => net.blocks[0]!.parameters[0]!), all);
    expectClose(await gradient("per-layer", {}, (net) => net.blocks[0]!.parameters[0]!), own);
    expect(apart(all, own)).toBeGreaterThan(0.05);
    tensors().dispose([x, y]);
  });

  it("predsim: from its own two losses, weighted, and not from above", async () => {
    const { blocks } = smallNetwork();
    const [first, second] = blocks as [Module, Module];
    const { x, y } = fixedBatches({ count: 96, size: 48 }).train(at);
    const through = [first, second];
    const paths = [
      { modules: [...through, headOn("linear", second)], loss: "cross-entropy", weight: 0.25 },
      { modules: [...through, headOn("conv", second, "head2")], loss: "similarity", weight: 0.75 },
    ];
    // To the second block, the block below is a constant: its derivative is that of the loss above it alone.
    const wanted = slopes(second.parameters[0]!, () => total(paths, x, y));
    expectClose(await gradient("predsim", { share: 0.75 }, (net) => net.blocks[1]!.parameters[0]!), wanted);
    tensors().dispose([x, y]);
  });

  it("end to end on features: from the head's loss; the classifier trains on the features it gets", async () => {
    const { blocks } = smallNetwork();
    const { x, y } = fixedBatches({ count: 96, size: 48 }).train(at);
    const head = headOn("identity", blocks.at(-1)!);
    const paths = [{ modules: [...blocks, head], loss: "similarity", weight: 1 }];
    const wanted = slopes(blocks[0]!.parameters[0]!, () => total(paths, x, y));
    const options = { loss: use("similarity"), head: use("identity") };
    expectClose(await gradient("e2e", options, (net) => net.blocks[0]!.parameters[0]!), wanted);
    const classifier = await gradient("e2e", options, (net) => net.classifier.parameters[0]!);
    expect(Math.max(...classifier.map(Math.abs))).toBeGreaterThan(1e-4);
    tensors().dispose([x, y]);
  });
});

describe("what stays unchanged", () => {
  const state = (module: Module): string =>
    JSON.stringify([...module.save()].map(([key, { data }]) => [key, [...data]]));

  it("frozen-random: every block, with its statistics", async () => {
    const { trainer, network } = await smallTrainer("frozen-random", {
      batches: fixedBatches({ count: 96, size: 48 }),
    });
    const before = network.blocks.map(state);
    const classifier = state(network.classifier);
    await trainSteps(trainer);
    expect(network.blocks.map(state)).toEqual(before);
    expect(state(network.classifier)).not.toEqual(classifier);
    trainer.dispose();
  });

  it("sequential: groups before and after their turn, with their statistics; a group learns on frozen predecessors", async () => {
    const batches = fixedBatches({ count: 96, size: 48 });
    const task = { batches, epochs: 4, optimizer: plainStep };
    const { trainer, network } = await smallTrainer("sequential", task);
    const turns: string[][] = [network.blocks.map(state)];
    for (let turn = 0; turn < 4; turn++) {
      await trainSteps(trainer, batches.stepsPerEpoch);
      turns.push(network.blocks.map(state));
    }
    for (const [turn, after] of turns.slice(1).entries()) {
      const moved = after.map((bits, block) => bits !== turns[turn]![block]);
      expect(moved).toEqual(network.blocks.map((_, block) => block === turn));
    }
    trainer.dispose();

    // The first step of the second turn, from where the first turn ended.
    const again = await smallTrainer("sequential", task);
    await trainSteps(again.trainer, batches.stepsPerEpoch);
    const [first, second] = again.network.blocks as [Module, Module];
    const { x, y } = batches.train({ epoch: 1, step: 0 });
    const path = { modules: [first, second, headOn("linear", second)], loss: "cross-entropy", weight: 1, frozen: 1 };
    const statistics = second.save();
    const wanted = slopes(second.parameters[0]!, () => total([path], x, y));
    second.load(statistics);
    const before = readArray(second.parameters[0]!).data;
    await trainSteps(again.trainer, 1);
    const after = readArray(second.parameters[0]!).data;
    expectClose(
      places.map((place) => before[place]! - after[place]!),
      wanted,
    );
    again.trainer.dispose();
    tensors().dispose([x, y]);
  });
});
