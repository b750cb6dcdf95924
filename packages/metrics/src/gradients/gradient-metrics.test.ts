import type { Measurement, NetworkView, PluginByKind, Snapshot } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientAgreement, gradientNorm, weightNorm } from "./gradient-metrics.ts";
import { metricContext } from "../metric-context.ts";

beforeAll(async () => {
  await startEngine();
});

async function measure(metric: PluginByKind["metric"], network: Partial<NetworkView>): Promise<readonly Measurement[]> {
  const tf = tensors();
  const before = tf.memory().numTensors;
  const snapshot = { at: { epoch: 1, step: 0 }, network } as unknown as Snapshot;
  const made = await metric.create({}, metricContext());
  const found = await made.measure(snapshot);
  expect(tf.memory().numTensors).toBe(before);
  return found;
}

describe("gradient-agreement and gradient-norm", () => {
  it("are the cosine and the norms, and null if the rule gives no gradient or it is zero", async () => {
    const tf = tensors();
    const gradient = (...values: number[]) => tf.tensor1d(values);
    const made = [
      { block: "block1", depth: 1, local: gradient(3, 4), endToEnd: gradient(4, 3) },
      { block: "block2", depth: 2, local: gradient(1, 0), endToEnd: gradient(-2, 0) },
      { block: "block3", depth: 3, endToEnd: gradient(0, 2) },
      { block: "block4", depth: 4, local: gradient(0, 0), endToEnd: gradient(0, 2) },
    ];
    const network = { gradients: () => made };
    const found = await measure(gradientAgreement, network);
    expect(found.map(({ value }) => value)).toEqual([expect.closeTo(24 / 25, 6), expect.closeTo(-1, 6), NaN, NaN]);
    expect(found[0]).toMatchObject({ block: "block1", depth: 1, local_norm: 5, end_to_end_norm: 5 });
    expect(found[2]?.["local_norm"]).toBeNull();
    const norms = await measure(gradientNorm, network);
    expect(norms.map(({ value }) => value)).toEqual([5, 1, NaN, 0]);
    expect(norms[1]?.["end_to_end"]).toBe(2);
    tf.dispose(made.flatMap(({ local, endToEnd }) => (local ? [local, endToEnd] : [endToEnd])));
  });
});

describe("weight-norm", () => {
  it("covers all weights of a block, and skips blocks without any", async () => {
    const parameter = (...values: number[]) => ({
      name: "w",
      shape: [values.length],
      read: () => tensors().tensor1d(values),
    });
    const cost = { parameters: 0, flops: 0, activations: 0 };
    const blocks = [
      { block: "block1", depth: 1, cost, parameters: [parameter(1, 2), parameter(2)] },
      { block: "block2", depth: 2, cost, parameters: [] },
    ];
    const [found, ...rest] = await measure(weightNorm, { blocks });
    expect(rest).toEqual([]);
    expect(found?.value).toBeCloseTo(3, 6);
    expect(found?.["rms"]).toBeCloseTo(Math.sqrt(3), 6);
  });
});
