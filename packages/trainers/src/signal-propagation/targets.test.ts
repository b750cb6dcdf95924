import { matrix } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { targetSimilarities } from "./targets.ts";

/** Two classes with similar signals, and a third. */
const similarity = matrix(3, 3, Float64Array.from([2, 1, 0, 1, 2, 0, 0, 0, 2]));
const labels = [0, 2, 1, 0];
const rowsOf = (options: Parameters<typeof targetSimilarities>[2]): number[][] => {
  const { data } = targetSimilarities(similarity, labels, options);
  return [0, 1, 2].map((row) => [...data.subarray(row * 4, row * 4 + 4)]);
};

describe("targets of signal propagation", () => {
  it("hard: the nearest signals of the batch; ties go to the earlier one", () => {
    expect(rowsOf({ targets: "hard", neighbours: 2 })).toEqual([
      [1, 0, 0, 1],
      [1, 0, 1, 0],
      [1, 1, 0, 0],
    ]);
  });

  it("soft: the softmax of the similarities over the batch", () => {
    const [first] = rowsOf({ targets: "soft", neighbours: 6 });
    const sum = 2 * Math.exp(2) + Math.exp(0) + Math.exp(1);
    [2, 0, 1, 2].forEach((value, at) => {
      expect(first![at]).toBeCloseTo(Math.exp(value) / sum, 12);
    });
  });

  it("hard with more neighbours than samples: all of them", () => {
    expect(rowsOf({ targets: "hard", neighbours: 6 })[0]).toEqual([1, 1, 1, 1]);
  });
});
