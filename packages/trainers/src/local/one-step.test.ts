import {
  resolveBlock,
  type Batches,
  type DenseArray,
  type LayerDraft,
  type TrainerContext,
} from "@infoplane/contracts";
import { startEngine, Streams, tensors } from "@infoplane/engine";
import { createNetwork } from "@infoplane/models";
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { ruleTrainer } from "../test/rule-task.ts";
import { registry, trainSteps } from "../test/small-task.ts";

type Weights = Record<string, (number | number[])[][]>;
interface Reference {
  readonly rate: number;
  readonly x: number[][];
  readonly y: number[];
  readonly wrong: number[];
  readonly feedback: number[][][];
  readonly start: Weights;
  readonly rules: readonly {
    readonly rule: string;
    readonly losses: number[];
    readonly weights: Weights;
    /** Class scores of the trained network, where the rule predicts in its own way. */
    readonly scores?: number[][];
  }[];
}
const reference = JSON.parse(readFileSync(new URL("one-step-reference.json", import.meta.url), "utf8")) as Reference;
const classes = 3;
const input = [4, 4, 1];

beforeAll(async () => {
  await startEngine();
});

function network() {
  const dense = (units: number): LayerDraft => ({ layer: "dense", options: { units } });
  const blocks = [
    resolveBlock("block1", [{ layer: "flatten" }, dense(5), { layer: "relu" }], input, registry),
    resolveBlock("block2", [dense(4), { layer: "relu" }], [5], registry),
  ];
  const classifier = resolveBlock("classifier", [dense(classes)], [4], registry);
  return createNetwork({ name: "tiny", input, classes, blocks, classifier }, { registry, streams: new Streams(1) });
}

function batches(): Batches {
  const { x, y } = reference;
  const batch = () => ({ x: tensors().tensor(x.flat(), [y.length, ...input]), y: tensors().tensor1d(y, "int32") });
  const labels = () => Uint8Array.from(y);
  return {
    augmented: false,
    indices: () => new Uint32Array(),
    stepsPerEpoch: 1,
    batchSize: y.length,
    train: batch,
    samples: batch,
    count: () => y.length,
    labels,
    probe: () => [],
  };
}

/** The reference's own random choices: the wrong labels and the feedback. */
const draw: TrainerContext["draw"] = (purpose, block) => {
  const { y, wrong, feedback } = reference;
  const values =
    purpose === "feedback"
      ? feedback[Number(String(block).slice(-1)) - 1]!.flat()
      : y.map((label, at) => (wrong[at]! - label - 1 + classes) % classes);
  const next = () => values.shift()!;
  return { integer: next, normal: next, uniform: next };
};

/** `block1/1.dense/kernel` -> the first of block1's weights in the reference. */
function expected(weights: Weights, name: string): number[] | undefined {
  const [block = "", , kind] = name.split("/");
  return weights[block]?.[kind === "bias" ? 1 : 0]?.flat();
}

const options: Record<string, object> = {
  "hsic-bottleneck": { beta: 0.01 },
  "forward-forward sum": { goodness: "sum", normalise: "length", threshold: 1 },
  "forward-forward average": { label: "average-subtraction" },
  "signal-propagation hard": { targets: "hard", neighbours: 2 },
  "signal-propagation soft": { targets: "soft" },
};

it.each(reference.rules)("$rule takes PyTorch's step", async ({ rule, losses, weights, scores }) => {
  const before = tensors().memory().numTensors;
  const optimizer = { name: "sgd", options: { rate: reference.rate, momentum: 0 } };
  const { trainer } = await ruleTrainer(rule.split(" ")[0]!, {
    options: options[rule] ?? {},
    network: network(),
    batches: batches(),
    epochs: 1,
    optimizer,
    draw,
  });
  const state = trainer.save();
  const started = [...state.arrays].map(([key, array]): [string, DenseArray] => {
    const values = expected(reference.start, key.replace("network/", ""));
    return [key, key.startsWith("network/") && values ? { ...array, data: Float32Array.from(values) } : array];
  });
  trainer.load({ ...state, arrays: new Map(started) });
  const [found] = await trainSteps(trainer, 1);
  expect(found).toHaveLength(losses.length);
  found!.forEach((loss, at) =>
    expect(Math.abs(loss - losses[at]!)).toBeLessThan(2e-4 * Math.max(1, Math.abs(losses[at]!))),
  );
  let compared = 0;
  for (const [key, { data }] of trainer.save().arrays) {
    const name = key.replace("network/", "");
    const values = key.startsWith("network/") && expected(weights, name);
    if (!values) continue;
    const gap = (a: readonly number[]): number => Math.max(...a.map((value, at) => Math.abs(value - data[at]!)));
    expect(gap(values)).toBeLessThan(2e-5);
    if (!rule.startsWith("forward-forward") || !name.startsWith("classifier"))
      expect(gap(expected(reference.start, name)!)).toBeGreaterThan(2e-4);
    compared++;
  }
  expect(compared).toBe(rule.startsWith("signal") ? 7 : 6);
  if (scores) {
    const found = tensors().tidy(() => trainer.predict(batches().train({ epoch: 0, step: 0 }).x).arraySync());
    scores.forEach((row, sample) =>
      row.forEach((score, label) => expect((found as number[][])[sample]![label]).toBeCloseTo(score, 3)),
    );
  }
  trainer.dispose();
  expect(tensors().memory().numTensors).toBe(before);
});
