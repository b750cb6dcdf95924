import {
  Registry,
  resolveBlock,
  type Batches,
  type LayerDraft,
  type Network,
  type Parameter,
  type Trainer,
} from "@infoplane/contracts";
import { fromTensor, startEngine, Streams, tensors } from "@infoplane/engine";
import { createNetwork, forward } from "@infoplane/models";
import { modelPlugins } from "@infoplane/models/plugins";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createNetworkView } from "./network-view.ts";
import { largeRepresentations, representations } from "./representations.ts";
import { watchSteps } from "../profile/watch-steps.ts";

beforeAll(async () => {
  await startEngine();
});

const registry = new Registry().add(modelPlugins, "models");
const input = [6, 6, 2] as const;
const at = { epoch: 1, step: 0 };

function network(): Network {
  const drafts: LayerDraft[][] = [
    [{ layer: "conv", options: { filters: 5 } }, { layer: "batchnorm" }, { layer: "relu" }],
    [{ layer: "flatten" }, { layer: "dense", options: { units: 7 } }],
  ];
  let shape: readonly number[] = input;
  const blocks = drafts.map((layers, index) => {
    const block = resolveBlock(`block${index + 1}`, layers, shape, registry);
    shape = block.output;
    return block;
  });
  const classifier = resolveBlock("classifier", [{ layer: "dense", options: { units: 3 } }], shape, registry);
  return createNetwork({ name: "net", input, classes: 3, blocks, classifier }, { registry, streams: new Streams(4) });
}

function images(count: number): number[] {
  const stream = new Streams(8).stream("images");
  return Array.from({ length: count * 72 }, () => stream.normal());
}
const batch = () => ({
  x: tensors().tensor4d(images(12), [12, ...input]),
  y: tensors().tensor1d(
    Array.from({ length: 12 }, (_, i) => i % 3),
    "int32",
  ),
});
const batches = {
  stepsPerEpoch: 1,
  batchSize: 12,
  augmented: false,
  indices: () => Uint32Array.from({ length: 12 }, (_, i) => i),
  train: batch,
  count: () => 12,
  labels: () => Uint8Array.from({ length: 12 }, (_, i) => i % 3),
  probe: (_split: string, n: number) => Array.from({ length: n }, (_, i) => 11 - i),
  samples(_split: string, indices: readonly number[]) {
    const { x, y } = batch();
    const picked = { x: tensors().gather(x, [...indices]), y: tensors().gather(y, [...indices]) };
    tensors().dispose([x, y]);
    return picked;
  },
} as unknown as Batches;
const silent = { position: at } as Trainer;

describe("the network of a snapshot", () => {
  it("gives the blocks' outputs on samples, pooled to at most that many features", async () => {
    const tf = tensors();
    const net = network();
    const before = tf.memory().numTensors;
    const view = createNetworkView({ network: net, batches, trainer: silent, dispose: () => undefined }, at, undefined);
    const sample = view.sample("test", 4, 20);
    expect([...sample.labels]).toEqual([2, 1, 0, 2]);
    // 6 x 6 x 5 values are pooled to 3 x 3 x 5 and then to 1 x 1 x 5.
    expect(sample.blocks.map(({ values }) => values.shape)).toEqual([
      [4, 5],
      [4, 7],
    ]);
    expect(sample.x.values.shape).toEqual([4, 72]);
    const whole = view.sample("test", 4);
    expect(whole.blocks[0]?.values.shape).toEqual([4, 180]);
    expect(view.sample("test", 4)).toBe(whole);
    const { data } = await fromTensor(whole.blocks[0]!.values);
    let mean = 0;
    for (let row = 0; row < 4; row++) for (let column = 0; column < 4; column++) mean += data[(row * 6 + column) * 5]!;
    expect((await fromTensor(sample.blocks[0]!.values)).data[0]).toBeCloseTo(mean / 16, 5);
    expect(view.sample("train", 99).labels).toHaveLength(12);
    view.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("gives end-to-end gradients that finite differences confirm, and changes nothing", () => {
    const tf = tensors();
    const net = network();
    const saved = [...net.blocks, net.classifier].map((module) => module.save());
    const before = tf.memory().numTensors;
    const view = createNetworkView({ network: net, batches, trainer: silent, dispose: () => undefined }, at, undefined);
    const [first, second] = view.gradients();
    expect([first?.block, first?.depth, second?.block]).toEqual(["block1", 1, "block2"]);
    expect(first?.local).toBeUndefined();
    expect([...net.blocks, net.classifier].map((module) => module.save())).toEqual(saved);

    const loss = (): number =>
      tf.tidy(() => {
        const { x, y } = batch();
        const mode = { training: true, at, keepState: true };
        const logits = [...net.blocks, net.classifier].reduce<Tensor>(
          (value, module) => forward(module, value, mode),
          x as never,
        );
        const picked = tf.mul(tf.oneHot(y, 3), tf.logSoftmax(logits));
        return -(tf.sum(picked).dataSync()[0] ?? NaN) / 12;
      });
    const slope = (kernel: Parameter): number => {
      const value = kernel.read();
      const [more, less] = [0.003, -0.003].map((amount) => {
        const moved = Float32Array.from(value.dataSync());
        moved[7]! += amount;
        const tensor = tf.tensor(moved, value.shape);
        kernel.assign(tensor);
        tensor.dispose();
        return loss();
      });
      kernel.assign(value);
      value.dispose();
      return (more! - less!) / 0.006;
    };
    for (const [index, found] of [first, second].entries()) {
      expect(found?.endToEnd.dataSync()[7]).toBeCloseTo(slope(net.blocks[index]!.parameters[0]!), 3);
    }
    view.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("largeRepresentations", () => {
  it("gives the rows of the blocks' outputs on request, the same as held together", async () => {
    const tf = tensors();
    const net = network();
    const { x } = batch();
    const set = { samples: 12, slice: (start: number, end: number) => tf.slice(x, start, end - start) };
    const whole = representations({ network: net, trainer: silent }, set, at);
    const before = tf.memory().numTensors;
    const owned: Tensor[] = [];
    const large = largeRepresentations({ network: net, trainer: silent }, set, at, (tensor) => owned.push(tensor));
    for (const [index, block] of large.entries()) {
      expect(block.shape).toEqual(whole[index]?.values.shape);
      const rows = block.rows!(5, 9);
      const { data: found } = await fromTensor(rows);
      const { data: expected } = await fromTensor(whole[index]!.values);
      rows.dispose();
      const d = block.shape![1];
      found.forEach((value, place) => expect(value).toBeCloseTo(expected[5 * d + place]!, 5));
      expect((await fromTensor(block.values)).data).toEqual(expected);
    }
    tf.dispose(owned);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, ...whole.map(({ values }) => values)]);
  });
});

describe("watchSteps", () => {
  it("knows the median time and the peak memory of an epoch's steps", async () => {
    let now = 0;
    const trainer = {
      position: at,
      // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous
      async *train() {
        for (const spent of [5000, 1000, 3000, 2000]) {
          now += spent;
          tensors().zeros([100]).dispose();
          yield { kind: "step", at, loss: 0, losses: [] } as const;
        }
        yield { kind: "epoch", at, loss: 0, losses: [] } as const;
      },
      load: () => undefined,
    } as unknown as Trainer;
    const watched = watchSteps(trainer, () => now);
    expect(watched.costs()).toBeUndefined();
    for await (const event of watched.trainer.train()) expect(event.loss).toBe(0);
    expect(watched.costs()).toMatchObject({ steps: 4, secondsPerStep: 2.5 });
    expect(watched.costs()?.peakBytes).toBeGreaterThanOrEqual(400);
    watched.trainer.load({ arrays: new Map(), values: {} });
    expect(watched.costs()).toBeUndefined();
  });
});
