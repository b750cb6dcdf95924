import { describe, expect, it } from "vitest";
import type { Case, Reading } from "./case.ts";
import { absentReading, readingOf } from "./reading-of.ts";
import { summarise } from "./summarise.ts";

const command = { file: "", args: [] };
const item: Case = { suite: "step", name: "lenet5 e2e", unit: "ms", ours: command, peers: { slow: command } };
const rounds = (sides: Record<string, Reading[]>) => new Map(Object.entries(sides));

describe("the summary of a case", () => {
  it("has medians of medians, the range of all repetitions, and ratios of pairs", () => {
    const ours = [readingOf([1, 2, 9], { "peak MB": 5 }), readingOf([3, 4, 5], { "peak MB": 7 })];
    const slow = [readingOf([4]), readingOf([8])];
    expect(summarise(item, rounds({ ours, slow }))).toEqual([
      {
        suite: "step",
        name: "lenet5 e2e",
        unit: "ms",
        sides: {
          ours: { median: 3, min: 1, max: 9, rounds: [2, 4], speedChange: 2, also: { "peak MB": 6 } },
          slow: {
            ...{ median: 6, min: 4, max: 8, rounds: [4, 8], speedChange: 2, also: {} },
            ratio: { median: 0.5, min: 0.5, max: 0.5 },
          },
        },
      },
    ]);
  });

  it("compares nothing with a side that is absent, and leaves out one that was not tried", () => {
    const readings = { ours: [readingOf([1]), readingOf([1])], slow: [absentReading("failed")], untried: [] };
    const [result] = summarise(item, rounds(readings));
    expect(Object.keys(result!.sides)).toEqual(["ours", "slow"]);
    expect(result!.sides["slow"]).toMatchObject({ absent: "failed" });
    expect(result!.sides["slow"]).not.toHaveProperty("ratio");
  });

  it("makes each figure a case of its own", () => {
    const ours = [readingOf([1], { "peak MB": 6, "heap MB": 3 })];
    const slow = [readingOf([2], { "peak MB": 12 })];
    const results = summarise({ ...item, figures: ["peak MB", "heap MB"] }, rounds({ ours, slow }));
    expect(results.map(({ name }) => name)).toEqual(["lenet5 e2e: peak MB", "lenet5 e2e: heap MB"]);
    expect(results[0]!.sides["slow"]!.ratio).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
    expect(results[1]!.sides["slow"]).toMatchObject({ absent: "not measured" });
  });
});
