import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toyDataset } from "../test/toy-dataset.ts";
import { digest } from "./digest.ts";
import { withLabelNoise } from "../load-dataset.ts";

const dataset = toyDataset(1000, 50);
const differing = (share: number): number[] => {
  const noisy = withLabelNoise(dataset, share).train.labels;
  return [...dataset.train.labels.keys()].filter((index) => noisy[index] !== dataset.train.labels[index]);
};

describe("withLabelNoise", () => {
  it("makes exactly the stated share of the training labels wrong, each a different valid class", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(differing(share)).toHaveLength(Math.round(share * 1000));
      }),
      { numRuns: 20 },
    );
    expect(Math.max(...withLabelNoise(dataset, 1).train.labels)).toBeLessThan(dataset.classes);
  });

  it("spreads wrong labels evenly over the other classes", () => {
    const { labels } = withLabelNoise(dataset, 1).train;
    const shifts = [...labels].map((label, i) => (label - (dataset.train.labels[i] ?? 0) + 3) % 3);
    expect(shifts.filter((shift) => shift === 1).length / 1000).toBeCloseTo(0.5, 1);
  });

  it("leaves images and test part alone, says what it did, and has the digest of the new labels", () => {
    const noisy = withLabelNoise(dataset, 0.25);
    expect(noisy.train.images).toBe(dataset.train.images);
    expect(noisy.test).toBe(dataset.test);
    expect(noisy.labelNoise).toEqual({ share: 0.25, wrong: 250 });
    expect(noisy.digest).toBe(digest(noisy.train, noisy.test));
    expect(noisy.digest).not.toBe(digest(dataset.train, dataset.test));
    expect(withLabelNoise(dataset, 0.25)).toEqual(noisy);
  });

  it("changes more labels for a larger share, and keeps those of a smaller one", () => {
    const [small, large] = [differing(0.1), new Set(differing(0.3))];
    expect(small.every((index) => large.has(index))).toBe(true);
  });
});
