import { expect, it } from "vitest";
import { seedsNeeded } from "./seeds-needed.ts";

/** Differences of five seeds whose standardised mean, corrected after Hedges, is the effect. */
function seenOf(effect: number, relation: ">" | "<" | "~" = ">", margin = 0) {
  const shape = [-1.2, -0.4, 0.1, 0.5, 1];
  const sd = Math.sqrt(shape.reduce((sum, d) => sum + d ** 2, 0) / 4);
  // J of 5 pairs is sqrt(2 / pi) · 2 / sqrt(2 · ... ) = Γ(2) / (sqrt(2) Γ(1.5)).
  const correction = 1 / (Math.SQRT2 * (Math.sqrt(Math.PI) / 2));
  const differences = shape.map((d) => (effect * sd) / correction + d);
  return { claim: { relation, margin }, differences, sizes: differences.map(() => 10) };
}
const whole = () => 1;

it("matches a simulation of the test, near the power of the t test", () => {
  // Checked with scipy.stats.nct: 27 pairs for an effect of 0.5, 8 for 1; the exact test needs at least 5.
  expect(Math.abs(seedsNeeded(seenOf(0.5), whole, 0.05)! - 27)).toBeLessThanOrEqual(3);
  expect(Math.abs(seedsNeeded(seenOf(1), whole, 0.05)! - 8)).toBeLessThanOrEqual(1);
  expect(seedsNeeded(seenOf(10), whole, 0.05)).toBe(5);
  expect(seedsNeeded(seenOf(0.02), whole, 0.05)).toBeNull();
  // Deterministic, and the same for the contrary.
  expect(seedsNeeded(seenOf(0.5), whole, 0.05)).toBe(seedsNeeded(seenOf(0.5), whole, 0.05));
  expect(Math.abs(seedsNeeded(seenOf(-0.5), whole, 0.05)! - 27)).toBeLessThanOrEqual(3);
});

it("grows with the level that the correction for other claims uses up, and is that of the nearer limit of a margin", () => {
  const [alone, tenth] = [1, 0.1].map((share) => seedsNeeded(seenOf(1), () => share, 0.05)!);
  expect(tenth).toBeGreaterThan(alone! + 3);
  // Within 2 around 0: both limits are at least 2 sd away.
  const close = seedsNeeded(seenOf(0.1, "~", 2), whole, 0.05)!;
  expect(close).toBeGreaterThanOrEqual(5);
  expect(close).toBeLessThan(9);
  // Above both limits: two statistics, at least one more seed.
  expect(seedsNeeded(seenOf(20, "~", 1), whole, 0.05)).toBe(6);
});
