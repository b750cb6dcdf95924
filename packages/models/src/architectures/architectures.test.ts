import { beforeAll, describe, expect, it } from "vitest";
import { sizeOf } from "@infoplane/contracts";
import { startEngine } from "@infoplane/engine";
import { createSequence } from "../sequence.ts";
import { parametersOf, preset, registry } from "../test/build.ts";
import { reference } from "../test/layer-suite.ts";

beforeAll(async () => {
  await startEngine({ engine: "js" });
});

const cifar = [32, 32, 3];

describe("presets", () => {
  // The usual 61,706 of LeNet-5 with 28x28 input; VGG and ViT as counted by PyTorch; ResNets as published by
  // kuangliu/pytorch-cifar, which PyTorch confirms (pytorch-reference.py).
  it.each([
    ["lenet5", {}, [28, 28, 1], 61_706, 4],
    ["mlp", { widths: [300, 100] }, [28, 28, 1], 784 * 300 + 300 + 300 * 100 + 100 + 1010, 2],
    ["vgg6b", {}, cifar, reference.parameters["vgg6b"], 5],
    ["vgg8b", {}, cifar, reference.parameters["vgg8b"], 7],
    ["vgg11", {}, cifar, 9_756_426, 10],
    ["vgg11b", {}, cifar, reference.parameters["vgg11b"], 10],
    ["vgg13", {}, cifar, reference.parameters["vgg13"], 12],
    ["vgg16", {}, cifar, reference.parameters["vgg16"], 15],
    ["resnet18", {}, cifar, 11_173_962, 9],
    ["resnet34", {}, cifar, 21_282_122, 17],
    ["resnet50", {}, cifar, 23_520_842, 17],
    ["resnet101", {}, cifar, 42_512_970, 34],
    ["resnet152", {}, cifar, 58_156_618, 51],
    ["vit", {}, cifar, reference.parameters["vit"], 7],
  ] as const)("%s has the known number of parameters", (name, options, input, parameters, blocks) => {
    const spec = preset(name, options, input);
    expect(parametersOf(spec)).toBe(parameters);
    expect(spec.blocks).toHaveLength(blocks);
    expect(spec.classifier.output).toEqual([10]);
  });

  it("match the published sizes of the wide and large presets", () => {
    // Nøkland & Eidnes 2019, tables of CIFAR-10 and MNIST; Wightman's timm: vit_tiny, vit_small, vit_base of patch 16.
    expect(parametersOf(preset("vgg8b", {}, cifar)) / 1e6).toBeCloseTo(8.9, 1);
    expect(parametersOf(preset("vgg8b", {}, [28, 28, 1])) / 1e6).toBeCloseTo(7.3, 1);
    expect(parametersOf(preset("vgg11b", { width: 2 }, cifar)) / 1e6).toBeCloseTo(42.0, 1);
    const published = (width: number, heads: number): number =>
      parametersOf(preset("vit", { depth: 12, width, heads, patch: 16, pool: "class" }, [224, 224, 3], 1000));
    expect([published(192, 3), published(384, 6), published(768, 12)]).toEqual([5_717_416, 22_050_664, 86_567_656]);
  });

  // torch.utils.flop_counter on the same network: 2 x multiply-adds of convolutions and matrix products only. Our cost
  // adds biases, normalisation, activations and pooling, less than 1% here.
  it.each([
    ["vgg11", 306_587_648],
    ["vgg16", 627_451_904],
    ["resnet18", 1_110_845_440],
    ["resnet50", 2_595_659_776],
  ] as const)("%s costs the operations that PyTorch counts, and few more", (name, products) => {
    const { blocks, classifier } = preset(name, {}, cifar);
    const flops = [...blocks, classifier].reduce((sum, { cost }) => sum + cost.flops, 0);
    expect(flops).toBeGreaterThan(products);
    expect(flops).toBeLessThan(1.01 * products);
  });

  it.each(registry.names("architecture"))("%s has as many parameters as its cost says, block by block", (name) => {
    const input = name === "lenet5" ? [28, 28, 1] : cifar;
    const { blocks, classifier } = preset(name, name === "vit" ? { pool: "class" } : {}, input);
    for (const { layers, cost } of [...blocks, classifier]) {
      const owned = createSequence(layers, registry).weights.filter(({ role }) => role === "parameter");
      expect(owned.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(cost.parameters);
    }
  });

  it("resnet18 halves the image where the published network does", () => {
    const shapes = preset("resnet18", {}, cifar).blocks.map(({ output }) => output.join("x"));
    expect(shapes).toEqual([
      ...["32x32x64", "32x32x64", "32x32x64", "16x16x128", "16x16x128"],
      ...["8x8x256", "8x8x256", "4x4x512", "4x4x512"],
    ]);
  });

  it("vgg pools between blocks if asked to: the same network, but a block ends before the pooling", () => {
    const [inside, between] = [preset("vgg11", {}, cifar), preset("vgg11", { pooling: "between" }, cifar)];
    const layersOf = (spec: typeof inside): string[] =>
      spec.blocks.flatMap(({ layers }) => layers.map((own) => `${own.layer} ${own.output.join("x")}`));
    expect(layersOf(between)).toEqual(layersOf(inside));
    expect(between.blocks.slice(0, 2).map(({ output }) => output)).toEqual([
      [32, 32, 64],
      [16, 16, 128],
    ]);
    expect(between.blocks.at(-2)?.layers.map(({ layer }) => layer)).toEqual(["maxpool", "flatten", "dense", "relu"]);
    const { blocks } = preset("vgg11", { "dense-batchnorm": true }, cifar);
    expect(blocks.at(-1)?.layers.map(({ layer }) => layer)).toEqual(["dense", "batchnorm", "relu"]);
  });

  it("vgg11 puts dropout at the end of every block if asked to", () => {
    const { blocks } = preset("vgg11", { dropout: 0.2 }, cifar);
    expect(blocks.map(({ layers }) => layers.at(-1)?.layer)).toEqual(blocks.map(() => "dropout"));
  });

  it("count the operations of a vit encoder block by its definition", () => {
    const block = preset("vit", { depth: 1, width: 32, heads: 4 }, cifar).blocks[1]!;
    const [tokens, width, heads, hidden] = [64, 32, 4, 128];
    const norm = 9 * tokens * width;
    const projections = 4 * (2 * tokens * width * width + tokens * width);
    const pairs = 2 * 2 * tokens * tokens * width + 6 * heads * tokens * tokens;
    const dense = 2 * 2 * tokens * width * hidden + tokens * (hidden + width) + 4 * tokens * hidden;
    const sums = 2 * tokens * width;
    expect(block.cost.flops).toBe(2 * norm + projections + pairs + dense + sums);
    expect(block.cost.parameters).toBe(
      2 * 2 * width + 4 * (width * width + width) + 2 * width * hidden + hidden + width,
    );
    const kept = 2 * 2 * width + (5 * width + heads * tokens) + 2 * hidden + width + 2 * width;
    expect(block.cost.activations).toBe(tokens * kept);
  });

  it("count the operations of a convolution by its definition", () => {
    const [first] = preset("vgg11", {}, cifar).blocks;
    const conv = 2 * 3 * 3 * 3 * 64 * 32 * 32 + 64 * 32 * 32;
    expect(first?.layers[0]?.cost.flops).toBe(conv);
  });
});
