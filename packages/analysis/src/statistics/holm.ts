/**
 * p values adjusted for testing all of them at once, in input order: Holm's step-down method, which keeps the
 * probability of any false rejection at the level (Holm, Scandinavian Journal of Statistics 6, 1979). Each in [0, 1].
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(ps.length).fill(1);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (ps.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
