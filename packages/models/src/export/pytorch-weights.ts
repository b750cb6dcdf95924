import {
  sizeOf,
  type ArchitectureSpec,
  type Arrays,
  type DenseArray,
  type LayerSpec,
  type Shape,
} from "@infoplane/contracts";

/**
 * The network's weights under PyTorch's names and in its layouts, for a `torch.nn.Sequential` of blocks in which every
 * layer counts: `block1/0.conv/kernel` becomes `block1.0.weight`. Kernels of convolutions go from [h, w, in, out] to
 * [out, in, h, w], those of dense layers from [in, out] to [out, in]; after a flatten their inputs go from the order
 * height, width, channel to channel, height, width. Batch norm: weight, bias, running_mean, running_var. Everything
 * outside the network, such as heads and optimizer slots, is left out. Arrays are new.
 */
export function pytorchWeights(architecture: ArchitectureSpec, arrays: Arrays): Map<string, DenseArray> {
  const weights = new Map<string, DenseArray>();
  let flattened: Shape | undefined;
  for (const block of [...architecture.blocks, architecture.classifier]) {
    flattened = collect(block.layers, `${block.name}/`, `${block.name}.`, flattened);
  }
  return weights;

  /**
   * Returns the image whose flattened values the output still holds in order, if any. `wanted`: the image in whose
   * order the output is added to others.
   */
  function collect(
    layers: readonly LayerSpec[],
    from: string,
    to: string,
    before: Shape | undefined,
    wanted?: Shape,
  ): Shape | undefined {
    let image = before;
    const lastDense = layers.findLastIndex(({ layer }) => layer === "dense");
    for (const [index, spec] of layers.entries()) {
      const place = `${from}${index}.${spec.layer}/`;
      const name = `${to}${index}.`;
      if (spec.layer === "flatten" && spec.input.length === 3) image = spec.input;
      const kept = image && sizeOf(image) === sizeOf(spec.output) ? image : undefined;
      for (const [role, inner] of Object.entries(spec.inner ?? {}))
        collect(inner, `${place}${role}/`, `${name}${role}.`, image, kept);
      if (spec.inner) image = kept;
      const after = spec.layer === "dense" && index === lastDense ? wanted : undefined;
      for (const [key, array] of arrays) {
        const own = key.startsWith(place) ? key.slice(place.length) : undefined;
        if (own === undefined || own.includes("/")) continue;
        const inOrder = converted(own, array, image);
        // The first axis of a kernel [out, in], as of its bias, is the output.
        weights.set(name + weightName(own), after ? channelsFirst(inOrder, after) : inOrder);
      }
      if (spec.layer === "dense") image = after;
    }
    return image;
  }
}

const names: Readonly<Record<string, string>> = {
  kernel: "weight",
  gamma: "weight",
  beta: "bias",
  mean: "running_mean",
  variance: "running_var",
};

function weightName(own: string): string {
  return names[own] ?? own.replaceAll("-", "_").replace(/kernel$/, "weight");
}

function converted(own: string, array: DenseArray, image: Shape | undefined): DenseArray {
  const isKernel = own.endsWith("kernel");
  const rows = image && isKernel && array.shape.length === 2 && array.shape[0] === sizeOf(image);
  const vector = image && array.shape.length === 1 && array.shape[0] === sizeOf(image) && own !== "bias";
  const ordered = image && (rows || vector) ? channelsFirst(array, image) : array;
  if (!isKernel) return ordered;
  if (array.shape.length === 4) return transposed(ordered, [3, 2, 0, 1]);
  return array.shape.length === 2 ? transposed(ordered, [1, 0]) : ordered;
}

/** Reorders the first axis from height, width, channel to channel, height, width. */
function channelsFirst(array: DenseArray, image: Shape): DenseArray {
  const rest = array.shape.slice(1);
  const split = transposed({ ...array, shape: [...image, ...rest] }, [2, 0, 1, ...rest.map((_, i) => i + 3)]);
  return { ...split, shape: array.shape };
}

/** A copy with permuted axes. */
export function transposed(array: DenseArray, axes: readonly number[]): DenseArray {
  const { shape, data, dtype } = array;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const target = axes.map((axis) => shape[axis] ?? 1);
  const out = dtype === "int32" ? new Int32Array(data.length) : new Float32Array(data.length);
  const at = target.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[axes.reduce((sum, axis, place) => sum + (at[place] ?? 0) * (strides[axis] ?? 0), 0)] ?? 0;
    for (let place = at.length - 1; place >= 0; place--) {
      at[place] = (at[place] ?? 0) + 1;
      if ((at[place] ?? 0) < (target[place] ?? 0)) break;
      at[place] = 0;
    }
  }
  return { dtype, shape: target, data: out };
}
