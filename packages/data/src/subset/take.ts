import type { Labels, Split } from "@infoplane/contracts";
import { stratified } from "./stratified.ts";

/** n samples of a part whose images have `size` values each: the first ones of each class, in the class proportions. */
export function take(images: Uint8Array, labels: Labels, size: number, n: number): Split {
  if (n === labels.length) return { count: n, images, labels };
  const chosen = stratified(labels, n);
  const taken = new Uint8Array(n * size);
  chosen.forEach((index, row) => taken.set(images.subarray(index * size, (index + 1) * size), row * size));
  return { count: n, images: taken, labels: picked(labels, chosen) };
}

/** The labels of some samples, in an array of the same type. */
function picked(labels: Labels, chosen: Uint32Array): Labels {
  const taken = labels.slice(0, chosen.length);
  chosen.forEach((index, row) => (taken[row] = labels[index] ?? 0));
  return taken;
}
