import type { Matrix } from "@infoplane/engine/started";

/** tr(A B) of symmetric matrices. In four sums, so that an addition need not wait for the one before. */
export function traceOfProduct({ data: a }: Matrix, { data: b }: Matrix): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let at = 0; at < whole; at += 4) {
    first += (a[at] as number) * (b[at] as number);
    second += (a[at + 1] as number) * (b[at + 1] as number);
    third += (a[at + 2] as number) * (b[at + 2] as number);
    fourth += (a[at + 3] as number) * (b[at + 3] as number);
  }
  for (let at = whole; at < a.length; at++) first += (a[at] as number) * (b[at] as number);
  return first + second + (third + fourth);
}
