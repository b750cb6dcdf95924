import type { Json } from "@infoplane/contracts";

/** A whole number that is exact and at least `from`. */
export function isWhole(value: Json | undefined, from: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= from;
}
