import { isNative, linalg } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { fromRawProducts, fromStandardisedProducts } from "../gram/centred-products.ts";
import type { Scale } from "../gram/gram-matrix.ts";
import { gram } from "../gram/gram.ts";
import type { DenseKernel } from "./dense-kernel.ts";
import { regularisedKernel, type NhsicSettings } from "./regularised-kernel.ts";
import { kernelOfTensors } from "./kernel-of-tensors.ts";
import { regularisedTensors } from "./regularised-tensors.ts";

/** With fewer samples, the moments of the null have other formulas. */
const leastOnEngine = 4;

/**
 * `regularisedKernel` of the Gram matrix of a variable [m, d], which is borrowed. On native engines, with a fixed width, all
 * of it is one compiled function, in float64 but for the products. Leaves no tensor behind.
 */
export async function regularisedKernelOf(
  values: Tensor2D,
  scale: Scale,
  settings: NhsicSettings,
): Promise<DenseKernel | undefined> {
  const [m, features] = values.shape;
  if (isNative() && settings.width === "fixed" && m >= leastOnEngine) {
    const made = onEngine(values, scale, settings);
    if (made) return made;
  }
  return regularisedKernel(await gram(values, scale), features, settings, linalg());
}

/** undefined if float32 can't be trusted for the values, if R is tiny, or if rounding leaves no inverse. */
function onEngine(values: Tensor2D, scale: Scale, { sigma, eps }: NhsicSettings): DenseKernel | undefined {
  const [m, features] = values.shape;
  const width = sigma * Math.sqrt(features);
  const numbers = { m, c: eps * m, rate: 1 / (2 * width * width) };
  const from = scale === "raw" ? fromRawProducts : fromStandardisedProducts;
  const made = from(values, (doubles, products) => regularisedTensors(doubles, products, numbers));
  return made && kernelOfTensors(made, width, eps);
}
