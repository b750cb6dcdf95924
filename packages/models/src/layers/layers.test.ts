import { LayerError } from "@infoplane/contracts";
import { startEngine, Streams, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { createModule, forward } from "../module.ts";
import { block, registry } from "../test/build.ts";

beforeAll(async () => {
  await startEngine();
});

const at = { epoch: 0, step: 0 };
const streams = new Streams(1);

/** Output of a block of layers on given values. */
function run(spec: ReturnType<typeof block>, values: readonly number[], training = false): number[] {
  const tf = tensors();
  const before = tf.memory().numTensors;
  const module = createModule(spec, { registry, streams });
  const x = tf.tensor([...values], [values.length / spec.input.reduce((p, n) => p * n, 1), ...spec.input]);
  const y = forward(module, x, { training, at });
  const result = Array.from(y.dataSync());
  expect(y.shape.slice(1)).toEqual(spec.output);
  tf.dispose([x, y]);
  module.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

describe("layers", () => {
  it("pool, flatten and average as named", () => {
    const image = [1, 2, 3, 4];
    expect(run(block([2, 2, 1], "maxpool"), image)).toEqual([4]);
    expect(run(block([2, 2, 1], "avgpool"), image)).toEqual([2.5]);
    expect(run(block([2, 2, 1], "global-avgpool"), image)).toEqual([2.5]);
    expect(run(block([2, 2, 1], "flatten"), image)).toEqual(image);
    expect(run(block([4], "relu"), [-1, 0, 2, -3])).toEqual([0, 0, 2, 0]);
  });

  it("pool tokens, and map each in the same way", () => {
    const tokens = [1, 2, 3, 4, 5, 6];
    expect(run(block([3, 2], "token-pool"), tokens)).toEqual([3, 4]);
    expect(run(block([3, 2], { layer: "token-pool", options: { take: "first" } }), tokens)).toEqual([1, 2]);
    const [alone, together] = [[1, 2], tokens].map((values) =>
      run(block([values.length / 2, 2], { layer: "dense", options: { units: 3 } }), values),
    );
    expect(together!.slice(0, 3)).toEqual(alone);
  });

  it("residual adds its input", () => {
    const twice = block([3], { layer: "residual", inner: { body: [{ layer: "relu" }] } });
    expect(run(twice, [1, -2, 3])).toEqual([2, -2, 6]);
  });

  it("batchnorm of one value gives only its shift, so it declares how many values a sample contributes", () => {
    expect(run(block([1], "batchnorm"), [1e4], true)).toEqual([0]);
    const values = (input: number[]) => registry.get("layer", "batchnorm").batchValues?.({}, input);
    expect([values([8]), values([1, 1, 8]), values([4, 3, 8])]).toEqual([1, 1, 12]);
  });

  it("batchnorm normalises in training, and is initially the identity in evaluation mode", () => {
    const spec = block([1], "batchnorm");
    const [low, high] = run(spec, [1, 3], true);
    expect(low).toBeCloseTo(-1, 4);
    expect(high).toBeCloseTo(1, 4);
    expect(run(spec, [1, 3])[1]).toBeCloseTo(3, 3);
  });

  it("dropout is the identity in evaluation mode, and drops the same values at the same step", () => {
    const spec = block([64], { layer: "dropout", options: { rate: 0.5 } });
    const ones = Array.from({ length: 64 }, () => 1);
    expect(run(spec, ones)).toEqual(ones);
    const dropped = run(spec, ones, true);
    expect(new Set(dropped)).toEqual(new Set([0, 2]));
    expect(run(spec, ones, true)).toEqual(dropped);
  });

  it.each([
    ["dense on an image", [4, 4, 2], { layer: "dense", options: { units: 3 } }, /vector or tokens.*4x4x2/],
    ["attention on an image", [4, 4, 2], "attention", /tokens.*4x4x2/],
    [
      "heads that do not divide the features",
      [5, 6],
      { layer: "attention", options: { heads: 4 } },
      /6 features.*4 heads/,
    ],
    ["patches that do not divide the image", [6, 8, 3], { layer: "patch-embed", options: { width: 8 } }, /6x8x3.*4x4/],
    [
      "groups that do not divide the channels",
      [2, 2, 6],
      { layer: "groupnorm", options: { groups: 4 } },
      /6 channels.*4/,
    ],
    [
      "groups of one value",
      [1, 1, 8],
      { layer: "groupnorm", options: { groups: 8 } },
      /groupnorm would take its statistics over one value: 1x1x8/,
    ],
    ["channels of one pixel", [1, 1, 8], "instancenorm", /instancenorm .* over one value: its input is 1x1x8/],
    ["positions of an image", [2, 2, 6], "position-embed", /tokens.*2x2x6/],
    ["a class token before a vector", [6], "class-token", /tokens.*6/],
    ["conv on a vector", [8], { layer: "conv", options: { filters: 3 } }, /image.*8/],
    ["a window larger than the image", [2, 2, 1], { layer: "maxpool", options: { size: 3 } }, /size 3.*2x2/],
    [
      "a residual with different shapes of body and shortcut",
      [4, 4, 2],
      { layer: "residual", inner: { body: [{ layer: "conv", options: { filters: 3 } }] } },
      /4x4x3.*4x4x2/,
    ],
  ])("refuses %s, naming both shapes", (_what, input, draft, message) => {
    expect(() => block(input, draft)).toThrow(LayerError);
    expect(() => block(input, draft)).toThrow(message);
  });
});
