/**
 * p values adjusted to control the share of false rejections among all rejections, in input order: the step-up method
 * of Benjamini & Hochberg (JRSS B 57, 1995), for independent or positively dependent tests. Each in [0, 1].
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(ps.length).fill(1);
  let smallest = 1;
  order.forEach(({ p, index }, i) => {
    smallest = Math.min(smallest, (p * ps.length) / (ps.length - i));
    adjusted[index] = smallest;
  });
  return adjusted;
}
