import { invertPositiveInPlace, linalg } from "@infoplane/engine";
import type { Gram } from "../dependence/gram-matrix.ts";
import { LargeSide } from "../dependence/large-side.ts";
import { regularised, type NhsicSettings } from "./nhsic-side.ts";

/**
 * The side of nHSIC, as `createNhsicSide` makes it, for many samples: 8 m² bytes to work in, and the Gram matrix's own 4 m²
 * for what it gives. The kernel, its inverse and R are float64, and R is then rounded to float32. Cost m³.
 */
export function largeNhsicSide(
  gram: Gram<Float32Array> | Gram,
  features: number,
  settings: NhsicSettings,
): LargeSide | undefined {
  const wide = { ...gram, data: gram.data instanceof Float64Array ? gram.data : new Float64Array(gram.data) };
  const made = regularised(wide, features, settings, (a) => invertPositiveInPlace(a, linalg()));
  if (!made) return undefined;
  const into = gram.data instanceof Float64Array ? new Float32Array(gram.data.length) : gram.data;
  into.set(made.r.data);
  return new LargeSide(into, { dof: true, ...made });
}
