import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roleDifferentiation, type PlanePath } from "./role-differentiation.ts";

const epochs = [0, 1, 2, 3, 4];
const path = (block: string, at: (epoch: number) => readonly [number, number]): PlanePath => ({
  block,
  points: epochs.map((epoch) => ({ epoch, x: at(epoch)[0], y: at(epoch)[1] })),
});
const moved = (paths: readonly PlanePath[], by: (block: number, epoch: number) => readonly [number, number]) =>
  paths.map(({ block, points }, l) => ({
    block,
    points: points.map(({ epoch, x, y }) => ({ epoch, x: x + by(l, epoch)[0], y: y + by(l, epoch)[1] })),
  }));
const number = fc.double({ min: -1, max: 1, noNaN: true });
const somePaths = fc
  .array(fc.array(fc.tuple(number, number), { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 4 })
  .map((blocks) => blocks.map((points, l) => path(`l${l}`, (epoch) => points[epoch]!)));

describe("role differentiation", () => {
  it("is 0 when all blocks move in parallel, wherever they start", () => {
    const common = (epoch: number) => [Math.sin(epoch), epoch ** 2] as const;
    const paths = [0, 1, 2].map((l) => path(`l${l}`, (t) => [common(t)[0] + l, common(t)[1] - 3 * l]));
    expect(roleDifferentiation(paths)).toBeCloseTo(0, 12);
  });

  it("is the standard deviation of the gap, for two blocks worked out by hand", () => {
    // Gap (t, 0) at t = 0..4, trapezoid weights 1/8, 1/4, 1/4, 1/4, 1/8: mean 2, variance 2 * (4/8 + 1/4) = 1.5.
    const paths = [path("a", (t) => [t, 0]), path("b", () => [0, 7])];
    expect(roleDifferentiation(paths)).toBeCloseTo(Math.sqrt(1.5), 12);
    // A third block stays with b: pairs (a,b), (a,c), (b,c) have variances 1.5, 1.5, 0.
    expect(roleDifferentiation([...paths, path("c", () => [1, 7])])).toBeCloseTo(1, 12);
  });

  it("ignores common motion, starting points and the order of blocks, and scales with the axes", () => {
    fc.assert(
      fc.property(somePaths, fc.array(fc.tuple(number, number), { minLength: 9, maxLength: 9 }), (paths, shifts) => {
        const found = roleDifferentiation(paths)!;
        const shifted = moved(paths, (l, t) => [shifts[t]![0] + shifts[5 + l]![0], shifts[t]![1] + shifts[5 + l]![1]]);
        expect(roleDifferentiation(shifted)).toBeCloseTo(found, 7);
        expect(roleDifferentiation([...paths].reverse())).toBeCloseTo(found, 10);
        const doubled = paths.map(({ block, points }) => ({
          block,
          points: points.map(({ epoch, x, y }) => ({ epoch, x: 2 * x, y: 2 * y })),
        }));
        expect(roleDifferentiation(doubled)).toBeCloseTo(2 * found, 7);
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on how densely a straight motion was measured", () => {
    const coarse = (points: readonly number[]) =>
      [1, -1].map((speed) => ({
        block: `l${speed}`,
        points: points.map((epoch) => ({ epoch, x: speed * epoch, y: 0 })),
      }));
    const dense = roleDifferentiation(coarse(Array.from({ length: 101 }, (_, i) => i / 25)))!;
    const uneven = roleDifferentiation(
      coarse([...Array.from({ length: 100 }, (_, i) => i / 100), 1, 1.5, 2, 2.5, 3, 3.5, 4]),
    )!;
    expect(Math.abs(uneven - dense) / dense).toBeLessThan(0.03);
  });

  it("needs two blocks and two shared epochs", () => {
    expect(roleDifferentiation([path("a", (t) => [t, t])])).toBeUndefined();
    const [a, b] = [path("a", (t) => [t, t]), path("b", (t) => [t, t])];
    expect(roleDifferentiation([a, { ...b, points: b.points.slice(0, 1) }])).toBeUndefined();
  });
});
