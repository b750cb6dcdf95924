import type { Matrix } from "@infoplane/engine/started";

/** tr(A B) of symmetric matrices. */
export function traceOfProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += (a.data[at] as number) * (b.data[at] as number);
  return sum;
}
