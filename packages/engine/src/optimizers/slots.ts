import type { Arrays, DenseArray, Parameter } from "@infoplane/contracts";
import { readArray, writeArray } from "../parameter.ts";

const counter = "updates";

/** The slots by their names and the number of updates: an optimizer's whole state. */
export function saveSlots(slots: readonly Parameter[], updates: number): Arrays {
  const arrays = new Map<string, DenseArray>(slots.map((slot) => [slot.name, readArray(slot)]));
  return arrays.set(counter, { dtype: "int32", shape: [1], data: Int32Array.of(updates) });
}

/** Restores what `saveSlots` gave and answers the number of updates; throws when an array is missing or does not fit. */
export function loadSlots(slots: readonly Parameter[], saved: Arrays): number {
  for (const slot of slots) writeArray(slot, savedArray(saved, slot.name));
  return savedArray(saved, counter).data[0] ?? 0;
}

function savedArray(saved: Arrays, name: string): DenseArray {
  const array = saved.get(name);
  if (!array) throw new Error(`the saved state has no ${name}`);
  return array;
}
