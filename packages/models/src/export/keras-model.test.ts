import { formatShape, sizeOf, type ArchitectureSpec, type Arrays } from "@infoplane/contracts";
import { startEngine, Streams } from "@infoplane/engine";
import { io, loadLayersModel, tensor, type LayersModel, type Tensor } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { forward } from "../module.ts";
import { createNetwork } from "../network.ts";
import { createSequence } from "../sequence.ts";
import { block, parametersOf, preset, registry } from "../test/build.ts";
import { kerasModel } from "./keras-model.ts";

beforeAll(() => startEngine());

describe("kerasModel", () => {
  it.each([
    ["lenet5", {}, [28, 28, 1]],
    ["vgg11", { width: 0.125, dropout: 0.2 }, [32, 32, 3]],
    ["resnet18", { width: 8 }, [32, 32, 3]],
  ] as const)("of %s gives our class scores in TensorFlow.js", async (name, options, input) => {
    const architecture = preset(name, options, input);
    const { arrays, answer } = network(architecture);
    const model = await load(architecture, arrays);
    const x = imagesFor(architecture);
    expectClose(model.predict(x) as Tensor, answer(x));
  });

  it.each([
    ["lenet5", [28, 28, 1], 61_706],
    ["resnet18", [32, 32, 3], 11_173_962],
    ["vgg11", [32, 32, 3], undefined],
  ])("of the full %s has as many parameters as ours", async (name, input, count) => {
    const architecture = preset(name, {}, input);
    const model = await load(architecture, zeros(architecture));
    const trained = model.trainableWeights.reduce((sum, { shape }) => sum + sizeOf(shape as number[]), 0);
    expect(trained).toBe(parametersOf(architecture));
    expect(trained).toBe(count ?? trained);
    model.dispose();
  });

  it("gives our scores with every supported layer, under names that Keras accepts", async () => {
    const layers = block(
      [9, 9, 2],
      { layer: "conv", options: { filters: 4, kernel: 2, stride: 2, bias: false } },
      "gelu",
      { layer: "maxpool", options: { size: 3, stride: 1, padding: "same" } },
      { layer: "leaky-relu", options: { slope: 0.3 } },
      "layernorm",
      { layer: "avgpool", options: { size: 2 } },
      { layer: "residual", inner: { body: [{ layer: "batchnorm", options: { epsilon: 1e-2 } }] } },
      "flatten",
      "flatten",
      "batchnorm",
      { layer: "dense", options: { units: 5, bias: false } },
    );
    const named = { ...layers, name: "a block / one" };
    const classifier = { ...block([5], { layer: "dense", options: { units: 3 } }), name: "classifier" };
    const whole = { name: "n 1", input: [9, 9, 2], classes: 3, blocks: [named], classifier };
    const { arrays, answer } = network(whole);
    const model = await load(whole, arrays);
    expect(model.layers[1]?.name).toBe("a_block_one_0_conv");
    const x = imagesFor(whole);
    expectClose(model.predict(x) as Tensor, answer(x));
  });

  it("names the layers that have no counterpart, and gives no wrong model", () => {
    const vit = preset("vit", { depth: 1, width: 8, heads: 2, patch: 8 }, [32, 32, 3]);
    expect(kerasModel(vit, new Map(), "w.bin")).toEqual({
      unknown: ["patch-embed", "position-embed", "attention", "token-pool"],
    });
  });
});

/** Our network with weights and running statistics that all matter, and its outputs in evaluation mode. */
function network(architecture: ArchitectureSpec): { arrays: Arrays; answer: (x: Tensor) => Tensor } {
  const { blocks, classifier } = createNetwork(architecture, { registry, streams: new Streams(1) });
  const modules = [...blocks, classifier];
  const fresh = modules.flatMap((module) => [...module.save()]);
  const arrays = new Map(
    fresh.map(([name, array], place) => {
      const shift = name.endsWith("kernel") ? 0 : 0.1;
      const data = Float32Array.from(array.data, (value, i) => value + shift * Math.abs(Math.sin(i + place)));
      return [name, { ...array, data }] as const;
    }),
  );
  for (const module of modules) module.load(arrays);
  const mode = { training: false, at: { epoch: 0, step: 0 } };
  return { arrays, answer: (x) => modules.reduce((z, module) => forward(module, z, mode), x) };
}

function exported(architecture: ArchitectureSpec, arrays: Arrays) {
  const made = kerasModel(architecture, arrays, "w.bin");
  if ("unknown" in made) throw new Error(made.unknown.join());
  return made.model;
}

async function load(architecture: ArchitectureSpec, arrays: Arrays): Promise<LayersModel> {
  const { json, weights } = exported(architecture, arrays);
  const { modelTopology, weightsManifest } = JSON.parse(JSON.stringify(json)) as io.ModelJSON;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  return loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData: weights.buffer as ArrayBuffer }));
}

/** Arrays with the network's shapes, of which only the sizes matter. */
function zeros({ blocks, classifier }: ArchitectureSpec): Arrays {
  const named = [...blocks, classifier].flatMap(({ name, layers }) =>
    createSequence(layers, registry).weights.map((weight) => ({ ...weight, name: `${name}/${weight.name}` })),
  );
  return new Map(
    named.map(({ name, shape }) => [name, { dtype: "float32", shape, data: new Float32Array(sizeOf(shape)) }]),
  );
}

function imagesFor({ input }: ArchitectureSpec): Tensor {
  return tensor(
    Array.from({ length: 3 * sizeOf(input) }, (_, i) => Math.sin(i * 0.37)),
    [3, ...input],
  );
}

function expectClose(found: Tensor, wanted: Tensor): void {
  expect(formatShape(found.shape)).toBe(formatShape(wanted.shape));
  const [a, b] = [found.dataSync(), wanted.dataSync()];
  expect(Math.max(...b) - Math.min(...b)).toBeGreaterThan(0.1);
  b.forEach((value, i) => expect(Math.abs((a[i] ?? NaN) - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value))));
}
