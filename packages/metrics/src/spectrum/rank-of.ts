import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg, type Matrix } from "@infoplane/engine";
import { exactGramOf, rowSource } from "../dependence/gram-of.ts";
import { isConstant, isNotFinite } from "../messages.ts";

/** Singular values below this fraction of the largest are rounding, of float64 products and of float32 outputs. */
const leastSingular = 2 ** -23;

/** Effective rank of one block's output: see `effective-rank`. Computed once per snapshot. */
export async function rankOf(block: Variable, by: "entropy" | "participation"): Promise<Measurement> {
  const found = await block.memo(`effective-rank ${by}`, async () => {
    const products = await exactGramOf(block, "raw", "products");
    if (!products.isFinite) return { value: NaN, refused: isNotFinite(block) };
    if (products.isConstant) return { value: NaN, refused: isConstant(block) };
    return { value: by === "entropy" ? entropyRank(products) : participationRatio(products) };
  });
  return { ...found, samples: rowSource(block).samples };
}

/** From the products of centred values, between samples or between features; NaN when nothing varies. */
export function entropyRank(products: Matrix): number {
  if (!Number.isFinite(participationRatio(products))) return NaN;
  const { values } = linalg().symmetricEigen(products);
  // Eigenvalues are squares of singular values.
  const least = (values.at(-1) as number) * leastSingular ** 2;
  const singular = values.filter((value) => value > least).map(Math.sqrt);
  const total = singular.reduce((sum, value) => sum + value, 0);
  return Math.exp(-singular.reduce((sum, value) => sum + (value / total) * Math.log(value / total), 0));
}

/** Invariant to the scale of the products, however small or large. */
export function participationRatio({ rows, data }: Matrix): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  let [trace, square] = [0, 0];
  for (let i = 0; i < rows; i++) trace += (data[i * rows + i] as number) / largest;
  for (const value of data) square += (value / largest) ** 2;
  return trace ** 2 / square;
}
