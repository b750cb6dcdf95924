import type { ArchitectureSpec, DenseArray, LayerSpec } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { pytorchWeights } from "./pytorch-weights.ts";

const cost = { parameters: 0, flops: 0, activations: 0 };
const layer = (name: string, input: number[], output: number[], inner?: LayerSpec["inner"]): LayerSpec => ({
  layer: name,
  options: {},
  input,
  output,
  cost,
  ...(inner && { inner }),
});
const count = (shape: number[]): DenseArray => ({
  dtype: "float32",
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});
const network = (blocks: Record<string, LayerSpec[]>, classifier: LayerSpec[]): ArchitectureSpec => {
  const block = (name: string, layers: LayerSpec[]) => ({ name, layers, input: [1], output: [1], cost });
  return {
    name: "n",
    input: [2, 2, 3],
    classes: 2,
    blocks: Object.entries(blocks).map(([name, layers]) => block(name, layers)),
    classifier: block("classifier", classifier),
  };
};

describe("pytorchWeights", () => {
  it("transposes convolution kernels from [h, w, in, out] to [out, in, h, w]", () => {
    const conv = network({ block1: [layer("conv", [2, 2, 2], [2, 2, 3])] }, []);
    const weights = pytorchWeights(conv, new Map([["block1/0.conv/kernel", count([2, 1, 2, 3])]]));
    const weight = weights.get("block1.0.weight")!;
    expect(weight.shape).toEqual([3, 2, 2, 1]);
    // value at [out, in, h, 0] = h * 6 + in * 3 + out
    expect([...weight.data]).toEqual([0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11]);
  });

  it("reorders flattened features to channels first, through other layers and blocks, up to the dense layer", () => {
    const flat = network({ block1: [layer("flatten", [1, 2, 2], [4])] }, [
      layer("batchnorm", [4], [4]),
      layer("dense", [4], [1]),
      layer("dense", [1], [4]),
    ]);
    const weights = pytorchWeights(
      flat,
      new Map([
        ["classifier/0.batchnorm/gamma", count([4])],
        ["classifier/1.dense/kernel", count([4, 1])],
        ["classifier/1.dense/bias", count([1])],
        ["classifier/2.dense/kernel", count([1, 4])],
        ["block1.head/0.dense/kernel", count([4, 1])],
        ["optimizer/1", count([4])],
      ]),
    );
    // index w * 2 + c becomes c * 2 + w
    expect([...weights.get("classifier.0.weight")!.data]).toEqual([0, 2, 1, 3]);
    expect([...weights.get("classifier.1.weight")!.data]).toEqual([0, 2, 1, 3]);
    expect(weights.get("classifier.1.weight")!.shape).toEqual([1, 4]);
    expect([...weights.get("classifier.2.weight")!.data]).toEqual([0, 1, 2, 3]);
    expect([...weights.keys()].sort()).toEqual([
      "classifier.0.weight",
      "classifier.1.bias",
      "classifier.1.weight",
      "classifier.2.weight",
    ]);
  });

  it("orders what is added to flattened values like them", () => {
    const inner = { body: [layer("dense", [4], [3]), layer("dense", [3], [4]), layer("batchnorm", [4], [4])] };
    const weights = pytorchWeights(
      network({ block1: [layer("flatten", [1, 2, 2], [4]), layer("residual", [4], [4], inner)] }, [
        layer("dense", [4], [1]),
      ]),
      new Map([
        ["block1/1.residual/body/1.dense/kernel", count([3, 4])],
        ["block1/1.residual/body/1.dense/bias", count([4])],
        ["block1/1.residual/body/2.batchnorm/gamma", count([4])],
        ["classifier/0.dense/kernel", count([4, 1])],
      ]),
    );
    expect([...weights.get("block1.1.body.1.weight")!.data]).toEqual([0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11]);
    for (const name of ["block1.1.body.1.bias", "block1.1.body.2.weight", "classifier.0.weight"]) {
      expect([...weights.get(name)!.data]).toEqual([0, 2, 1, 3]);
    }
  });

  it("names layers inside residual ones by their role", () => {
    const inner = { body: [layer("batchnorm", [1, 1, 2], [1, 1, 2])] };
    const weights = pytorchWeights(
      network({ block1: [layer("relu", [1, 1, 2], [1, 1, 2]), layer("residual", [1, 1, 2], [1, 1, 2], inner)] }, []),
      new Map(
        ["gamma", "beta", "mean", "variance"].map((name) => [`block1/1.residual/body/0.batchnorm/${name}`, count([2])]),
      ),
    );
    expect([...weights.keys()]).toEqual(
      ["weight", "bias", "running_mean", "running_var"].map((name) => `block1.1.body.0.${name}`),
    );
  });
});
