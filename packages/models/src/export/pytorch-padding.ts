import type { ArchitectureSpec, LayerSpec } from "@infoplane/contracts";

/** In the order of `torch.nn.functional.pad` for [n, c, h, w]. */
type Padding = readonly [left: number, right: number, top: number, bottom: number];

/**
 * The padding that `same` adds where it is asymmetric, by PyTorch's name of the layer: one more at the right and at the
 * bottom, as in TensorFlow and Keras. PyTorch's own layers pad both sides equally (its ResNets by 1 before each 3x3
 * window of stride 2), so the same weights give other results there without `torch.nn.functional.pad`.
 */
export function pytorchPadding({ blocks, classifier }: ArchitectureSpec): Readonly<Record<string, Padding>> {
  const found = [...blocks, classifier].flatMap((block) => collect(block.layers, `${block.name}.`));
  return Object.fromEntries(found);
}

function collect(layers: readonly LayerSpec[], to: string): (readonly [string, Padding])[] {
  return layers.flatMap((spec, index) => {
    const name = `${to}${index}`;
    const inner = Object.entries(spec.inner ?? {}).flatMap(([role, own]) => collect(own, `${name}.${role}.`));
    const padding = paddingOf(spec);
    return padding ? [[name, padding] as const, ...inner] : inner;
  });
}

function paddingOf(spec: LayerSpec): Padding | undefined {
  const window = windowOf(spec);
  if (window?.padding !== "same") return undefined;
  const sides = [1, 0].flatMap((axis) => {
    const total = ((spec.output[axis] ?? 1) - 1) * window.stride + window.size - (spec.input[axis] ?? 1);
    return [Math.floor(Math.max(0, total) / 2), Math.ceil(Math.max(0, total) / 2)];
  });
  const [left = 0, right = 0, top = 0, bottom = 0] = sides;
  return left === right && top === bottom ? undefined : [left, right, top, bottom];
}

/** The window that a layer moves over an image, if any. */
function windowOf({ layer, options }: LayerSpec) {
  const size = layer === "conv" ? options["kernel"] : ["maxpool", "avgpool"].includes(layer) && options["size"];
  if (typeof size !== "number") return undefined;
  return { size, stride: Number(options["stride"] ?? size), padding: options["padding"] };
}
