import type { Measurement, Variable } from "@infoplane/contracts";
import { linalg, type Matrix } from "@infoplane/engine";
import { gramOf } from "../dependence/gram.ts";
import { rowSource } from "../dependence/row-source.ts";
import { isConstant, isNotFinite } from "../messages.ts";

/** Effective rank of one block's output: see `effective-rank`. Computed once a snapshot. */
export function rankOf(layer: Variable, by: "entropy" | "participation"): Measurement {
  const found = layer.memo(`effective-rank ${by}`, () => {
    const products = gramOf(layer, "raw");
    if (!products.isFinite) return { value: NaN, refused: isNotFinite(layer) };
    if (products.isConstant) return { value: NaN, refused: isConstant(layer) };
    return { value: by === "entropy" ? entropyRank(products) : participationRatio(products) };
  });
  return { ...found, metric: "effective-rank", samples: rowSource(layer).samples };
}

/** From the Gram matrix of centred samples; NaN when nothing varies. */
export function entropyRank(gram: Matrix): number {
  if (!Number.isFinite(participationRatio(gram))) return NaN;
  const { values } = linalg().symmetricEigen(gram);
  // Squares of singular values: what is below the precision of float32 is rounding.
  const least = (values.at(-1) as number) * 1e-7;
  const singular = values.filter((value) => value > least).map(Math.sqrt);
  const total = singular.reduce((sum, value) => sum + value, 0);
  return Math.exp(-singular.reduce((sum, value) => sum + (value / total) * Math.log(value / total), 0));
}

export function participationRatio({ rows, data }: Matrix): number {
  let [trace, square] = [0, 0];
  for (let i = 0; i < rows; i++) trace += data[i * rows + i] as number;
  for (const value of data) square += value * value;
  return trace ** 2 / square;
}
