import { maxPool, relu, startEngine, Streams, tensors } from "@infoplane/engine";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createModule, forward } from "./module.ts";
import { createHead } from "./network.ts";
import { block, registry } from "./test/build.ts";

beforeAll(async () => {
  await startEngine();
});

const spec = block([8, 8, 3], { layer: "conv", options: { filters: 16 } }, "batchnorm", "relu");

describe("createModule", () => {
  it("draws the same weights for the same seed and name, with He's variance", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => createModule(spec, { registry, streams: new Streams(seed) }));
    expect(a!.save()).toEqual(b!.save());
    expect(a!.save()).not.toEqual(c!.save());
    const data = Array.from(a!.save().get("block1/0.conv/kernel")!.data);
    const variance = data.reduce((sum, w) => sum + w * w, 0) / data.length;
    expect(variance / (2 / 27)).toBeGreaterThan(0.75);
    expect(variance / (2 / 27)).toBeLessThan(1.3);
    for (const module of [a, b, c]) module!.dispose();
  });

  it("gives a head the same weights in every arm, whatever was built before", () => {
    const task = { name: "block1-head", classes: 10 };
    const use = { name: "linear", options: { features: 2048 } };
    const alone = createHead(use, spec, task, { registry, streams: new Streams(1) });
    const streams = new Streams(1);
    const other = createModule(spec, { registry, streams });
    const after = createHead(use, spec, task, { registry, streams });
    expect(after.save()).toEqual(alone.save());
    for (const module of [alone, other, after]) module.dispose();
  });

  it("saves and loads parameters and running statistics, and refuses other shapes", () => {
    const tf = tensors();
    const [first, second] = [1, 2].map((seed) => createModule(spec, { registry, streams: new Streams(seed) }));
    const x = tf.randomNormal([4, 8, 8, 3], 1, 2, "float32", 5);
    forward(first!, x, { training: true, at: { epoch: 0, step: 0 } }).dispose();
    expect(first!.save().get("block1/1.batchnorm/mean")!.data).not.toEqual(
      second!.save().get("block1/1.batchnorm/mean")!.data,
    );
    second!.load(first!.save());
    const [y, again] = [first!, second!].map((m) => forward(m, x, { training: false, at: { epoch: 0, step: 0 } }));
    expect(again!.dataSync()).toEqual(y!.dataSync());
    const wide = createModule(block([8, 8, 3], { layer: "conv", options: { filters: 8 } }, "batchnorm"), {
      registry,
      streams: new Streams(1),
    });
    expect(() => wide.load(first!.save())).toThrow(/block1\/0\.conv\/kernel has shape/);
    expect(() => wide.load(new Map())).toThrow(/has no block1/);
    tf.dispose([x, y!, again!]);
    for (const module of [first, second, wide]) module!.dispose();
  });

  it("pools before relu, with the same bits as after it, in gradients too", () => {
    const tf = tensors();
    const written = createModule(block([6, 6, 2], "relu", "maxpool"), { registry, streams: new Streams(1) });
    const mode = { training: true, at: { epoch: 0, step: 0 } };
    // Integers: many ties, and windows without a positive value.
    const x: Tensor4D = tf.floor(tf.randomUniform([5, 6, 6, 2], -4, 2, "float32", 3));
    const dy: Tensor4D = tf.randomNormal([5, 3, 3, 2], 0, 1, "float32", 4);
    const [found, expected] = [
      (t: Tensor) => written.apply(t, [], mode),
      (t: Tensor) => maxPool(relu(t as Tensor4D), 2, 2, "valid"),
    ].map((run) => tf.tidy(() => [run(x), tf.grad(run)(x, dy)].map((t) => t.dataSync().map((value) => value + 0))));
    expect(found).toEqual(expected);
    tf.dispose([x, dy]);
    written.dispose();
  });
});
