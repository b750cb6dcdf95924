import { describe, expect, it } from "vitest";
import { parametersOf, preset } from "../test/build.ts";

const cifar = [32, 32, 3];

describe("presets", () => {
  // LeNet-5 with 28x28 input: the usual 61,706. ResNet-18 with the CIFAR stem and 10 classes: 11,173,962, as in
  // kuangliu/pytorch-cifar. VGG-11 (batch norm) by hand: convolutions 9,220,480 + 5,504 of its norms, 530,442 dense.
  it.each([
    ["lenet5", {}, [28, 28, 1], 61_706, 4],
    ["resnet18", {}, cifar, 11_173_962, 9],
    ["vgg11", {}, cifar, 9_756_426, 10],
    ["mlp", { widths: [300, 100] }, [28, 28, 1], 784 * 300 + 300 + 300 * 100 + 100 + 1010, 2],
  ] as const)("%s has the known number of parameters", (name, options, input, parameters, blocks) => {
    const spec = preset(name, options, input);
    expect(parametersOf(spec)).toBe(parameters);
    expect(spec.blocks).toHaveLength(blocks);
    expect(spec.classifier.output).toEqual([10]);
  });

  it("halves the image where ResNet-18 does", () => {
    const shapes = preset("resnet18", {}, cifar).blocks.map(({ output }) => output.join("x"));
    expect(shapes).toEqual([
      ...["32x32x64", "32x32x64", "32x32x64", "16x16x128", "16x16x128"],
      ...["8x8x256", "8x8x256", "4x4x512", "4x4x512"],
    ]);
  });

  it("puts dropout at the end of every block of vgg11 when asked for", () => {
    const { blocks } = preset("vgg11", { dropout: 0.2 }, cifar);
    expect(blocks.map(({ layers }) => layers.at(-1)?.layer)).toEqual(blocks.map(() => "dropout"));
  });

  it("counts the operations of a convolution by its definition", () => {
    const [first] = preset("vgg11", {}, cifar).blocks;
    const conv = 2 * 3 * 3 * 3 * 64 * 32 * 32 + 64 * 32 * 32;
    expect(first?.layers[0]?.cost.flops).toBe(conv);
  });
});
