import { resolveBlock, type Batches, type DenseArray, type LayerDraft } from "@infoplane/contracts";
import { startEngine, Streams, tensors } from "@infoplane/engine";
import { createNetwork } from "@infoplane/models";
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { registry, smallTrainer, trainSteps } from "../test/small-task.ts";

type Weights = Record<string, number[]>;
interface Reference {
  readonly rate: number;
  readonly views: readonly number[][];
  readonly y: number[];
  readonly start: Weights;
  readonly rules: readonly {
    readonly rule: string;
    /** Per step, group by group. */
    readonly losses: number[][];
    readonly heads: Weights;
    /** All weights and running statistics that differ after the last step. */
    readonly changed: Weights;
  }[];
}
const reference = JSON.parse(readFileSync(new URL("test/steps-reference.json", import.meta.url), "utf8")) as Reference;
const input = [4, 4, 1];
const classes = 3;

const use = (name: string, options = {}) => ({ name, options });
const regulariser = (scope: string) => use("nhsic-regulariser", { lambda: 0.1, eps: 0.01, with: scope });
/** The language's form of each rule of the reference. */
const arms: Record<string, readonly [trainer: string, options: object]> = {
  e2e: ["e2e", {}],
  "per-layer": ["per-layer", {}],
  "per-layer-detached": ["per-layer", { classifier: "detached" }],
  "per-block": ["per-block", { groups: 2 }],
  "deep-supervision": ["deep-supervision", {}],
  "frozen-random": ["frozen-random", {}],
  predsim: ["predsim", { share: 0.9 }],
  "info-pro": [
    "info-pro",
    { groups: 3, label: [0.5, 1], reconstruct: [1, 0.25], decoder: use("decoder", { channels: 2 }) },
  ],
  "supervised-contrastive": ["per-layer", { loss: use("supervised-contrastive"), head: use("projection", { out: 3 }) }],
  "nhsic-global": ["per-layer", { regulariser: regulariser("global") }],
  "nhsic-local": ["per-layer", { regulariser: regulariser("local") }],
  sequential: ["sequential", { cache: false }],
};

beforeAll(async () => {
  await startEngine();
});

function network() {
  const conv = (filters: number): LayerDraft => ({ layer: "conv", options: { filters } });
  const relu = { layer: "relu" };
  const layers: readonly LayerDraft[][] = [
    [conv(2), { layer: "batchnorm" }, relu],
    [conv(4), relu, { layer: "maxpool" }],
    [{ layer: "flatten" }, { layer: "dense", options: { units: 4 } }, relu],
  ];
  let shape: readonly number[] = input;
  const blocks = layers.map((own, index) => {
    const block = resolveBlock(`block${index + 1}`, own, shape, registry);
    shape = block.output;
    return block;
  });
  const classifier = resolveBlock("classifier", [{ layer: "dense", options: { units: classes } }], shape, registry);
  return createNetwork({ name: "tiny", input, classes, blocks, classifier }, { registry, streams: new Streams(1) });
}

function batches(): Batches {
  const { views, y } = reference;
  const unused = (): never => {
    throw new Error("not part of this task");
  };
  return {
    augmented: true,
    stepsPerEpoch: 1,
    batchSize: y.length,
    train: (_at, view = 0) => ({
      x: tensors().tensor(views[view]!, [y.length, ...input]),
      y: tensors().tensor1d(y, "int32"),
    }),
    indices: unused,
    samples: unused,
    count: () => y.length,
    labels: unused,
    probe: unused,
  };
}

it.each(reference.rules)("$rule takes PyTorch's steps", async ({ rule, losses, heads, changed }) => {
  const before = tensors().memory().numTensors;
  const [name, options] = arms[rule]!;
  const optimizer = { name: "sgd", options: { rate: reference.rate, momentum: 0 } };
  const task = { options, network: network(), batches: batches(), epochs: losses.length, optimizer };
  const { trainer } = await smallTrainer(name, task);
  const start: Weights = { ...reference.start, ...heads };
  const state = trainer.save();
  const names = [...state.arrays.keys()].flatMap((key) => (key.startsWith("network/") ? [key.slice(8)] : []));
  // Heads that a rule does not use are drawn all the same.
  expect(Object.keys(start)).toEqual(expect.arrayContaining(names));
  expect(names).toEqual(expect.arrayContaining(Object.keys(changed)));
  const given = [...state.arrays].map(([key, array]): [string, DenseArray] => {
    const values = start[key.replace("network/", "")];
    return [key, values && key.startsWith("network/") ? { ...array, data: Float32Array.from(values) } : array];
  });
  trainer.load({ ...state, arrays: new Map(given) });

  const found = await trainSteps(trainer);
  expect(found.map((step) => step.length)).toEqual(losses.map((step) => step.length));
  found.flat().forEach((loss, at) => expect(loss).toBeCloseTo(losses.flat()[at]!, 4));

  const { arrays } = trainer.save();
  for (const weight of names) {
    const { data } = arrays.get(`network/${weight}`)!;
    const wanted = changed[weight] ?? start[weight]!;
    expect(Math.max(...wanted.map((value, at) => Math.abs(value - data[at]!))), weight).toBeLessThan(2e-5);
  }
  trainer.dispose();
  expect(tensors().memory().numTensors).toBe(before);
});
