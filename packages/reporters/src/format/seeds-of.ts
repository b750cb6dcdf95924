/** `5 of 7 seeds`: the number behind a value, out of those that were to be trained. */
export function seedsOf(n: number, planned: number): string {
  return `${n} of ${planned} ${planned === 1 ? "seed" : "seeds"}`;
}
