import { describe, expect, it } from "vitest";
import { oneHotLabels } from "./one-hot-labels.ts";

describe("oneHotLabels", () => {
  it.each([
    [[0, 1, 1, 0]],
    [[1, 0, 0, 1]],
    [[3, 997, 997, 3]],
    [[1_000_000_007, 2_000_000_000, 2_000_000_000, 1_000_000_007]],
  ])("is the same for the same partition: %j", (labels) => {
    const { values, classes } = oneHotLabels(labels);
    expect(classes).toBe(2);
    expect([...values]).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
  });

  it("has a column for each class that occurs, and no others", () => {
    const { values, classes } = oneHotLabels(Uint8Array.from([39, 2, 2, 7]));
    expect(classes).toBe(3);
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(4);
  });
});
