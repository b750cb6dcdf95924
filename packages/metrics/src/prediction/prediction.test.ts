import { optionsOf, type Measurement, type PluginByKind, type Snapshot } from "@infoplane/contracts";
import { startEngine } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { accuracy, loss } from "./prediction.ts";
import { metricContext } from "../metric-context.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine()));

const scores = [
  [2, 1, 0],
  [0, 0, 0],
  [-1, 5, 3],
  [1, 2, 900],
];
const truth = [0, 1, 1, 0];

/** A snapshot whose test set is the first `n` of the samples above, and whose train set is larger. */
async function measure(
  plugin: PluginByKind["metric"],
  options: object,
  n: number,
): Promise<{ found: readonly Measurement[]; asked: unknown }> {
  const logits = tf.tensor2d(scores.slice(0, n));
  const labels = tf.tensor1d(truth.slice(0, n), "int32");
  const asked: unknown[] = [];
  const snapshot = {
    predict: (split: string, limit?: number) => {
      asked.push([split, limit]);
      return { logits: logits, labels };
    },
  } as unknown as Snapshot;
  const before = tf.memory().numTensors;
  const metric = await plugin.create(optionsOf(plugin, options), metricContext());
  const found = await metric.measure(snapshot);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([logits, labels]);
  return { found, asked };
}

describe("accuracy", () => {
  it("is the share of samples with the largest score at the label; a three-way tie counts a third", async () => {
    expect((await measure(accuracy, { split: "test" }, 4)).found).toEqual([
      { quantity: "accuracy", value: (1 + 1 / 3 + 1) / 4, split: "test", samples: 4 },
    ]);
    expect((await measure(accuracy, { split: "test" }, 1)).found[0]?.value).toBe(1);
  });

  it("measures as many train samples as test has", async () => {
    const { found, asked } = await measure(accuracy, {}, 4);
    expect(found.map((record) => record.split)).toEqual(["train", "test"]);
    expect(asked).toContainEqual(["train", 4]);
    expect(asked).toContainEqual(["test", undefined]);
  });
});

describe("loss", () => {
  it("is the mean cross-entropy in nats, also for large scores", async () => {
    const logSum = (values: number[]) => Math.log(values.map(Math.exp).reduce((a, b) => a + b));
    const expected = [logSum([2, 1, 0]) - 2, Math.log(3), logSum([-1, 5, 3]) - 5, 900 - 1];
    const found = (await measure(loss, { split: "test" }, 4)).found[0];
    expect(found?.value).toBeCloseTo(expected.reduce((a, b) => a + b) / 4, 5);
    expect((await measure(loss, { split: "test" }, 2)).found[0]?.value).toBeCloseTo(
      (expected[0]! + expected[1]!) / 2,
      6,
    );
  });

  it("reads only the split that was asked for", async () => {
    expect((await measure(loss, { split: "train" }, 4)).found.map((record) => record.split)).toEqual(["train"]);
  });
});
