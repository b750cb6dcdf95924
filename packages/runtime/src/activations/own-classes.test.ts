import { describe, expect, it } from "vitest";
import { areOwn, ownClasses } from "./own-classes.ts";

const arm = (...labels: number[][]) => ({
  name: "net",
  epochs: labels.map((one, epoch) => ({ epoch, labels: Int32Array.from(one) })),
});
const labelsOf = (arms: readonly ReturnType<typeof arm>[]) =>
  arms.map(({ epochs }) => epochs.map(({ labels }) => [...labels]));

describe("ownClasses", () => {
  it.each([[[0, 1, 1, 0]], [[3, 997, 997, 3]], [[1_000_000_007, 2_000_000_000, 2_000_000_000, 1_000_000_007]]])(
    "numbers %j by the classes that occur",
    (labels) => {
      const { arms, ids } = ownClasses([arm(labels, labels)]);
      expect(labelsOf(arms)).toEqual([
        [
          [0, 1, 1, 0],
          [0, 1, 1, 0],
        ],
      ]);
      expect(ids).toEqual([...new Set(labels)]);
      expect(areOwn(ids)).toBe(labels[0] === 0);
    },
  );

  it("numbers consistently across arms and epochs, keeps the rest, and preserves shared arrays", () => {
    const shared = Int32Array.from([5, 9]);
    const { arms, ids } = ownClasses([
      {
        name: "a",
        epochs: [
          { epoch: 1, labels: shared },
          { epoch: 2, labels: shared },
        ],
      },
      { name: "b", epochs: [{ epoch: 1, labels: Int32Array.from([9, 7]) }] },
    ]);
    expect(ids).toEqual([5, 7, 9]);
    expect(arms[1]).toEqual({ name: "b", epochs: [{ epoch: 1, labels: Int32Array.from([2, 1]) }] });
    expect(arms[0]?.epochs[0]?.labels).toBe(arms[0]?.epochs[1]?.labels);
    expect([...shared]).toEqual([5, 9]);
  });
});
