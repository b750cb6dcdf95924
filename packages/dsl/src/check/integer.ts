import type { Json } from "@infoplane/contracts";

/** Whether a value is an exact integer that is at least `from`. */
export function isWhole(value: Json | undefined, from: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= from;
}
