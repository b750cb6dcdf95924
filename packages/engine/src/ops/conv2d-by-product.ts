import type { Rank, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { overlapAdd, patches, type Sight } from "./patches.ts";

/** a b, or aᵀ b, or a bᵀ, as a new float32 matrix. Borrows both. */
export type Product = (a: Tensor2D, b: Tensor2D, transposed?: "a" | "b") => Tensor2D;

/** In float32. */
export const plainProduct: Product = (a, b, transposed) =>
  tensors().matMul(a, b, transposed === "a", transposed === "b");

/**
 * A convolution as one matrix product, Y = P(x) W with P the patches of x: for images so small that their windows are
 * mostly padding, which libtensorflow's own kernels multiply too.
 *
 * x: [n, h, w, in]; kernel: [kh, kw, in, out]; of any type that `product` accepts; borrowed. Returns a new float32
 * [n, h', w', out].
 */
export function conv2dByProduct(x: Tensor4D, kernel: Tensor4D, sight: Sight, product = plainProduct): Tensor4D {
  const tf = tensors();
  return tf.tidy(() => {
    const values = product(patches(x, sight), rowsOf(kernel));
    return tf.reshape<Rank.R4>(values, [x.shape[0], ...sight.output, -1]);
  });
}

/** Its gradient in x, with stride 1: Pᵀ(dY Wᵀ). dy: [n, h', w', out]; returns a new float32 [n, h, w, in]. */
export function inputGradientByProduct(dy: Tensor4D, kernel: Tensor4D, sight: Sight, product = plainProduct): Tensor4D {
  return tensors().tidy(() => overlapAdd(product(rowsOf(dy), rowsOf(kernel), "b"), sight));
}

/** Its gradient in the kernel: P(x)ᵀ dY. Returns a new float32 array of the kernel's shape. */
export function filterGradientByProduct(
  x: Tensor4D,
  dy: Tensor4D,
  shape: Tensor4D["shape"],
  sight: Sight,
  product = plainProduct,
): Tensor4D {
  const tf = tensors();
  return tf.tidy(() => tf.reshape<Rank.R4>(product(patches(x, sight), rowsOf(dy), "a"), shape));
}

const rowsOf = (values: Tensor4D): Tensor2D => tensors().reshape(values, [-1, values.shape[3]]);
