import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { currentEngine, tensors } from "../choose/engine.ts";
import { attr } from "./kernel.ts";
import { withHalves } from "./halves.ts";
import type { Arithmetic } from "./native-conv2d.ts";
import { withGradients } from "./with-gradients.ts";

/**
 * The channel axis that a kernel sums over, by input. It is zero-padded to even length: with an odd number, oneDNN's
 * AVX512 kernels read beyond the last channel, and give errors of half the largest value, or NaN. The filter's gradient
 * reads beyond its arrays for some narrow images even with even numbers: it uses float32, with rounded arguments.
 */
const summedChannels: Readonly<Record<string, readonly (number | undefined)[]>> = {
  Conv2D: [3, 2],
  Conv2DBackpropInput: [undefined, 3, 3],
};

/**
 * Whether a convolution has a 1x1 kernel and images one pixel wide or high: for such images of 5 pixels and more than
 * 64 output channels, oneDNN's AVX512 kernel gives wrong values. It is a matrix product, and so is its gradient in the
 * image.
 */
function isThin(image: readonly number[], filter: Tensor): boolean {
  const [, height, width] = image;
  return filter.shape[0] === 1 && filter.shape[1] === 1 && (height === 1 || width === 1);
}

/**
 * The product of each pixel of x with the kernel's matrix, or its transpose. Uses rows: if the kernel is broadcast over
 * a batch of matrices, oneDNN's kernel writes beyond its arrays.
 */
function pixelProduct(x: Tensor, filter: Tensor, transposed: boolean): Tensor {
  const tf = tensors();
  const rowsOf = (one: Tensor): Tensor => tf.reshape(one, [-1, one.shape.at(-1) ?? 1]);
  return tf.tidy(() =>
    tf.reshape(product(rowsOf(x), rowsOf(filter), false, transposed), [...x.shape.slice(0, -1), -1]),
  );
}

/**
 * Convolutions in bfloat16, with sums in float32. Inputs are rounded again for each operation, so that only float32 is
 * kept. Operands of products are packed, two numbers in an int32: tfjs has no 16-bit type.
 */
export const bfloat16: Arithmetic = {
  run: (name, attributes, inputs) => {
    const onCpu = currentEngine().info.name === "native-cpu";
    const [image, filter, flow] = inputs as readonly [Tensor | readonly number[], Tensor, Tensor?];
    if (onCpu && name === "Conv2D" && "shape" in image && isThin(image.shape, filter))
      return pixelProduct(image, filter, false);
    if (onCpu && name === "Conv2DBackpropInput" && flow && isThin(image as readonly number[], filter))
      return pixelProduct(flow, filter, true);
    return withHalves((halves) => {
      if (onCpu && name === "Conv2DBackpropFilter")
        return halves.output(
          name,
          [attr.type(), ...attributes],
          inputs.map((input) => ("dtype" in input ? halves.rounded(input) : halves.ints(input))),
        );
      const axes = onCpu ? summedChannels[name] : undefined;
      const ids = inputs.map((input, at) => {
        if (!("dtype" in input)) return halves.ints(input);
        const axis = axes?.[at];
        return axis === undefined ? halves.take(input) : halves.even(halves.take(input), input.shape, axis);
      });
      return halves.give(halves.run(name, attributes, ids));
    });
  },
  take: (x) => withHalves((halves) => halves.pack(halves.take(x), x.shape)) as Tensor4D,
  product: (a, b, transposed) =>
    withHalves((halves) => {
      const flags = [attr.bool("transpose_a", transposed === "a"), attr.bool("transpose_b", transposed === "b")];
      return halves.give(halves.run("MatMul", flags, [halves.unpack(a), halves.unpack(b)]));
    }) as Tensor2D,
  filterPlaces: 64,
};

/** a b, or a bᵀ if `transposed`, over the last two axes, in bfloat16. Leading axes are equal, or there are none. */
export function bfloat16MatMul(a: Tensor, b: Tensor, transposed: boolean): Tensor {
  return withGradients(
    [a, b],
    (save) => {
      save([a, b]);
      return product(a, b, false, transposed);
    },
    (dy, saved) => {
      const [x, y] = saved as [Tensor, Tensor];
      return [
        () => product(dy, y, false, !transposed),
        () => (transposed ? product(dy, x, true, false) : product(x, dy, true, false)),
      ];
    },
  );
}

function product(a: Tensor, b: Tensor, adjointA: boolean, adjointB: boolean): Tensor {
  const flags = [attr.bool("adj_x", adjointA), attr.bool("adj_y", adjointB)];
  return withHalves((halves) => halves.give(halves.run("BatchMatMulV2", flags, [halves.take(a), halves.take(b)])));
}
