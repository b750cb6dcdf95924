import type { Draw } from "@infoplane/contracts";
import type { ForwardForwardOptions } from "./options.ts";

/**
 * Labels of the negative samples. `wrong`: uniform over the other classes (Hinton 2022, section 3.3). `shuffled`: the
 * labels of the batch in random order, as in the public code of Sakamoto & Sato; about one in `classes` is right.
 */
export function negativeLabels(
  labels: ArrayLike<number>,
  classes: number,
  kind: ForwardForwardOptions["negatives"],
  draw: Draw,
): number[] {
  const own = Array.from(labels);
  if (kind === "wrong") return own.map((label) => (label + 1 + draw.integer(classes - 1)) % classes);
  for (let last = own.length - 1; last > 0; last--) {
    const pick = draw.integer(last + 1);
    [own[last], own[pick]] = [own[pick] as number, own[last] as number];
  }
  return own;
}
