import type { Module, Parameter } from "@infoplane/contracts";
import { createSgd, engineContext, readArray, startEngine, Streams, tensors, writeArray } from "@infoplane/engine";
import { createHead } from "@infoplane/models";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { registry, smallBatches, smallNetwork, smallTrainer, trainSteps } from "../test/small-task.ts";
import { trainTogether } from "./train-step.ts";

beforeAll(async () => {
  await startEngine();
});

const at = { epoch: 0, step: 0 };
const crossEntropy = () => registry.get("loss", "cross-entropy").create({}, engineContext());

/** Loss of modules in sequence on a batch, as a plain number; updates nothing. */
function lossOf(modules: readonly Module[], x: Tensor, y: Tensor): number {
  return tensors().tidy(() => {
    const output = modules.reduce(
      (value, module) =>
        module.apply(
          value,
          module.parameters.map((p) => p.read()),
          { training: true, at },
        ),
      x,
    );
    return crossEntropy().value(output, y, { classes: 3, input: x, groupInput: x }).dataSync()[0] ?? NaN;
  });
}

/** Central difference of a loss in one value of a parameter. */
function slope(parameter: Parameter, index: number, loss: () => number): number {
  const saved = readArray(parameter);
  const at = (by: number): number => {
    const data = Float32Array.from(saved.data);
    data[index] = (data[index] ?? 0) + by;
    writeArray(parameter, { ...saved, data });
    return loss();
  };
  const step = 1e-2;
  const difference = (at(step) - at(-step)) / (2 * step);
  writeArray(parameter, saved);
  return difference;
}

describe("the border between groups", () => {
  it("lets no gradient through: a block follows its own loss alone (finite differences)", () => {
    const network = smallNetwork();
    const [first, second, third, last] = network.blocks as [Module, Module, Module, Module];
    const { x, y } = smallBatches().train(at);
    const upper = [second, third, last, network.classifier];
    const kernel = first.parameters[0]!;
    const localHead = createHead(
      { name: "linear", options: { features: 2048 } },
      first.spec,
      { name: "block1-head", classes: 3 },
      { registry, streams: new Streams(1) },
    );
    const places = [0, 7, 20, 41];
    const own = places.map((place) => slope(kernel, place, () => lossOf([first, localHead], x, y)));
    const through = places.map((place) => slope(kernel, place, () => lossOf([first, ...upper], x, y)));
    const before = readArray(kernel).data;
    const parameters = [first, localHead].flatMap((module) => module.parameters);
    const loss = { ...crossEntropy(), needs: "logits", views: 1, target: () => undefined } as const;
    const terms = [{ name: "block1", after: 1, from: 0, head: localHead, loss, weight: 1 }];
    // One plain gradient step of rate 1: the change is the gradient.
    const optimizer = createSgd(parameters, { rate: 1, momentum: 0, nesterov: false });
    const group = { name: "block1", blocks: [first], terms, optimizer };
    const batch = { classes: 3, samples: 16, views: 1, x, y: y as Tensor1D, input: () => x, dispose: () => undefined };
    trainTogether([group], batch, at, 1);
    const moved = places.map((place) => before[place]! - readArray(kernel).data[place]!);
    places.forEach((_, index) => {
      expect(moved[index]).toBeCloseTo(own[index]!, 2);
    });
    // Shows that the test can fail: the loss above the border does depend on this block, but differently.
    const gap = Math.max(...places.map((_, index) => Math.abs(through[index]! - own[index]!)));
    expect(gap).toBeGreaterThan(0.02);
    tensors().dispose([x, y]);
  });

  it("keeps every block's path when the blocks above start from other weights", async () => {
    const [plain, other] = [await smallTrainer("per-layer"), await smallTrainer("per-layer")];
    const above = other.network.blocks[2]!.parameters[0]!;
    const saved = readArray(above);
    writeArray(above, { ...saved, data: Float32Array.from(saved.data, (v) => -2 * v) });
    await trainSteps(plain.trainer);
    await trainSteps(other.trainer);
    const values = ({ network }: typeof plain, block: number): number[] => [
      ...readArray(network.blocks[block]!.parameters[0]!).data,
    ];
    expect(values(other, 0)).toEqual(values(plain, 0));
    expect(values(other, 1)).toEqual(values(plain, 1));
    expect(values(other, 2)).not.toEqual(values(plain, 2));
    plain.trainer.dispose();
    other.trainer.dispose();
  });

  it("trains all blocks independently of the classifier when it is detached", async () => {
    const options = { classifier: "detached" };
    const [plain, other] = [await smallTrainer("per-layer", { options }), await smallTrainer("per-layer", { options })];
    const kernel = other.network.classifier.parameters[0]!;
    const saved = readArray(kernel);
    writeArray(kernel, { ...saved, data: Float32Array.from(saved.data, (v) => -2 * v) });
    const losses = await trainSteps(plain.trainer);
    await trainSteps(other.trainer);
    expect(losses[0]).toHaveLength(5);
    plain.network.blocks.forEach((block, index) => {
      expect(other.network.blocks[index]!.save()).toEqual(block.save());
    });
    expect(other.network.classifier.save()).not.toEqual(plain.network.classifier.save());
    plain.trainer.dispose();
    other.trainer.dispose();
  });
});
