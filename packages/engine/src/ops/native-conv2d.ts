import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { currentEngine, tensors } from "../choose/engine.ts";
import { bfloat16 } from "./bfloat16.ts";
import type { Padding } from "@infoplane/contracts";
import {
  conv2dByProduct,
  filterGradientByProduct,
  inputGradientByProduct,
  plainProduct,
  type Product,
} from "./conv2d-by-product.ts";
import { attr, kernel, type Attribute } from "./kernel.ts";
import type { Sight } from "./patches.ts";
import type { Precision } from "./precision.ts";
import { withGradients } from "./with-gradients.ts";

/** Convolutions of libtensorflow in one number format. Takes and returns float32. */
export interface Arithmetic {
  /** An operation with one output on tensors, or on a tensor's sizes: "Conv2D" and its gradients. */
  readonly run: (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly (Tensor | readonly number[])[],
  ) => Tensor;
  /** Converts an operand of `product`. */
  readonly take: (x: Tensor4D) => Tensor4D;
  readonly product: Product;
  /** Output pixels up to which a matrix product of all patches is faster, for the filter's gradient. */
  readonly filterPlaces: number;
}

const float32: Arithmetic = {
  run: (name, attributes, inputs) =>
    tensors().tidy(() =>
      kernel(
        name,
        [attr.type(), ...attributes],
        inputs.map((input) => ("dtype" in input ? input : tensors().tensor1d([...input], "int32"))),
      ),
    ),
  take: (x) => x,
  product: plainProduct,
  filterPlaces: 4,
};

/** The same for the convolution itself and its gradient in the input: windows of 2x2 images are mostly padding. */
const windowPlaces = 4;
/** With fewer input channels the products are too narrow; only even numbers of channels can be packed. */
const manyChannels = 64;

/**
 * `conv2d` with libtensorflow's kernels, or with matrix products if oneDNN's take longer: on a processor with two
 * threads, for 2x2 images of 512 channels up to 3 times as long in all three kernels, and for the filter's gradient of
 * 4x4 images in bfloat16 4 times. In float32 larger images gain on some processors and lose on others.
 */
export function nativeConv2d(
  x: Tensor4D,
  filter: Tensor4D,
  stride: number,
  padding: Padding,
  precision: Precision,
): Tensor4D {
  const numbers = precision === "bfloat16" ? bfloat16 : float32;
  const attributes = [
    attr.ints("strides", [1, stride, stride, 1]),
    attr.string("padding", padding.toUpperCase()),
    attr.nhwc,
    attr.ints("dilations", [1, 1, 1, 1]),
  ];
  const sight = sightOf(x, filter, stride, padding);
  const multiplies = (places: number): boolean =>
    currentEngine().info.name === "native-cpu" &&
    x.shape[3] >= manyChannels &&
    [x, filter].every(({ shape }) => shape[3] % 2 === 0) &&
    sight.output[0] * sight.output[1] <= places;
  const small = stride === 1 && multiplies(windowPlaces);
  const { take, product } = numbers;
  const value = withGradients(
    [x, filter],
    (save) => {
      save([x, filter]);
      return small
        ? conv2dByProduct(take(x), take(filter), sight, product)
        : numbers.run("Conv2D", attributes, [x, filter]);
    },
    (dy, saved) => {
      const [image, weights, flow] = [...saved, dy] as [Tensor4D, Tensor4D, Tensor4D];
      return [
        () =>
          small
            ? inputGradientByProduct(take(flow), take(weights), sight, product)
            : numbers.run("Conv2DBackpropInput", attributes, [image.shape, weights, flow]),
        () =>
          multiplies(numbers.filterPlaces)
            ? filterGradientByProduct(take(image), take(flow), weights.shape, sight, product)
            : numbers.run("Conv2DBackpropFilter", attributes, [image, weights.shape, flow]),
      ];
    },
  );
  return value as Tensor4D;
}

function sightOf(x: Tensor4D, filter: Tensor4D, stride: number, pad: Padding): Sight {
  const [height, width] = filter.shape;
  const along = (size: number, window: number): number =>
    Math.ceil((pad === "same" ? size : size - window + 1) / stride);
  return {
    input: x.shape,
    kernel: [height, width],
    strides: [stride, stride],
    output: [along(x.shape[1], height), along(x.shape[2], width)],
    pad,
  };
}
