import { fromTensor, isNative, linalg, matrix, symmetrise, tensors, type Matrix } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { centre } from "../kernel/centre.ts";
import { fromProductsBy, fromRawProducts, fromStandardisedProducts } from "./centred-products.ts";
import { exactGram, scaled } from "./exact-gram.ts";
import { float32Rounding, statisticsOfRows, type FeatureStatistics } from "./feature-statistics.ts";
import { float32Products, float64Products, withoutEntries, type Gram, type Scale } from "./gram-matrix.ts";
import type { FromProducts, Use } from "./products-on-engine.ts";
import { readRows, statisticsOfSource } from "./row-source.ts";

/**
 * Gram matrix of the rows after centring each column: [m, d] -> [m, m]. Squared distances are unaffected by centring,
 * and lose fewer digits with it. On native engines in float32 over chunks of features, summed in float64; elsewhere,
 * and if float32 can't represent the values, float64 throughout. Cost m² d. Borrows the tensor, leaves none behind.
 * Zero when no feature varies.
 */
export async function gram(values: Tensor2D, scale: Scale): Promise<Gram> {
  if (!isNative()) return gramOfRows(await fromTensor(values), scale);
  const [samples, features] = values.shape;
  const source = {
    samples,
    features,
    rows: (start: number, end: number) => tensors().slice2d(values, [start, 0], [end - start, features]),
  };
  const exact = (statistics: FeatureStatistics): Promise<Gram> =>
    exactGram(
      { samples, features, read: (start, end) => readRows(source, start, end) },
      statistics,
      new Float64Array(samples * samples),
      { scale, holds: "products", algebra: linalg() },
    );
  const fast = scale === "raw" ? fromRawProducts(values, whole) : fromStandardisedProducts(values, whole);
  if (fast) return gramOf(fast);
  const statistics = await statisticsOfSource(source);
  const standardised = scale === "raw" ? undefined : fromProductsBy(values, statistics, whole);
  return standardised ? gramOf(standardised) : exact(statistics);
}

/** The same from plain numbers, without an engine; `rounding` is that of constant features. */
export function gramOfRows(rows: Matrix, scale: Scale, rounding = float32Rounding): Gram {
  const { rows: m, columns: d } = rows;
  const statistics = statisticsOfRows(rows, rounding);
  const products = new Float64Array(m * m);
  if (!statistics.isFinite || statistics.isConstant) return withoutEntries(products, m, statistics);
  const features = scaled(statistics, scale)(rows).data;
  for (let i = 0; i < m; i++) {
    const left = features.subarray(i * d, (i + 1) * d);
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0, at = j * d; k < d; k++, at++) sum += (left[k] as number) * (features[at] as number);
      products[i * m + j] = sum;
      products[j * m + i] = sum;
    }
  }
  return { ...found(m, products), rounding: float64Products };
}

const whole: Use<[number]> = (_, products) => [products];

function gramOf({
  found: [products],
  lengths: { length: m },
  isOff = false,
}: FromProducts<[number]> & { readonly isOff?: boolean }): Gram {
  if (isOff) centre(products, m, "double");
  return found(m, symmetrise(matrix(m, m, products)).data);
}

const found = (m: number, data: Float64Array): Gram => ({
  rows: m,
  columns: m,
  data,
  holds: "products",
  rounding: float32Products,
  unit: 1,
  isFinite: true,
  isConstant: false,
});
