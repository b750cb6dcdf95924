import { invertPositiveInPlace, linalg, matrix } from "@infoplane/engine";
import { centreInPlace, gaussianInPlace } from "../dependence/in-place.ts";
import { LargeSide } from "../dependence/large-side.ts";
import type { NhsicSettings } from "./nhsic-side.ts";

/**
 * The side of nHSIC, as `createNhsicSide` makes it, for many samples: 8 m² bytes to work in, and the Gram matrix's own 4 m²
 * for what it gives. The kernel, its inverse and R are float64, and R is then rounded to float32. Cost m³.
 */
export function largeNhsicSide(gram: Float32Array, features: number, settings: NhsicSettings): LargeSide | undefined {
  const m = Math.sqrt(gram.length);
  const c = settings.eps * m;
  const values = new Float64Array(gram);
  const sigma = settings.width === "median" ? 1 : settings.sigma;
  const width = gaussianInPlace(values, m, features, { kernel: "gaussian", width: settings.width, sigma });
  centreInPlace(values, m, false);
  if (!Number.isFinite(values[0])) return undefined;
  addTo(values, m, c, (1 - c) / m);
  invertPositiveInPlace(matrix(m, m, values), linalg());
  for (let at = 0; at < values.length; at++) values[at] = -c * (values[at] as number);
  addTo(values, m, 1, -(1 - c) / m);
  gram.set(values);
  return new LargeSide(gram, { dof: true, norm: 1, width });
}

/** Adds diagonal I + constant 11ᵀ. */
function addTo(values: Float64Array, m: number, diagonal: number, constant: number): void {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) + constant;
  for (let i = 0; i < m; i++) values[i * m + i] = (values[i * m + i] as number) + diagonal;
}
