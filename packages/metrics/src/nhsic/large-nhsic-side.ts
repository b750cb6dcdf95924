import { invertPositiveInPlace, linalg } from "@infoplane/engine";
import { LargeSide } from "../dependence/large-side.ts";
import { regularised, type NhsicSettings } from "./nhsic-side.ts";

/**
 * The side of nHSIC, as `createNhsicSide` makes it, for many samples: 8 m² bytes to work in, and the Gram matrix's own 4 m²
 * for what it gives. The kernel, its inverse and R are float64, and R is then rounded to float32. Cost m³.
 */
export function largeNhsicSide(gram: Float32Array, features: number, settings: NhsicSettings): LargeSide | undefined {
  const made = regularised(new Float64Array(gram), features, settings, (a) => invertPositiveInPlace(a, linalg()));
  if (!made) return undefined;
  gram.set(made.r.data);
  return new LargeSide(gram, { dof: true, norm: 1, width: made.width });
}
