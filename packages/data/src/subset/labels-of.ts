import type { Labels } from "@infoplane/contracts";

/** Class indices of `count` samples, in one byte each if there are few enough classes. */
export function labelsOf(classes: number, count: number, classOf: (index: number) => number): Labels {
  const labels = classes <= 256 ? new Uint8Array(count) : new Uint16Array(count);
  for (let index = 0; index < count; index++) labels[index] = classOf(index);
  return labels;
}
