import { describe, expect, it } from "vitest";
import { counted } from "./counted.ts";
import { formatDuration } from "./format-duration.ts";
import { formatPercent } from "./format-percent.ts";

describe("words", () => {
  it("count singular and plural", () => {
    expect([0, 1, 2, 1200].map((n) => counted(n, "thread"))).toEqual([
      "0 threads",
      "1 thread",
      "2 threads",
      "1,200 threads",
    ]);
    expect(counted(2, "entry", "entries")).toBe("2 entries");
  });

  it("give a duration in at most two units, rounded once", () => {
    const told = [0, 0.2, 0.5, 59.4, 59.6, 125, 3599.4, 3599.6, 7169, 7171, 7199, 36_000].map(formatDuration);
    expect(told).toEqual([
      ...["0 s", "under 1 s", "1 s", "59 s", "1 min 00 s", "2 min 05 s", "59 min 59 s"],
      ...["1 h 00 min", "1 h 59 min", "2 h 00 min", "2 h 00 min", "10 h 00 min"],
    ]);
    expect(formatDuration(Infinity)).toBe("?");
  });

  it("give a share as percent", () => {
    expect([formatPercent(0.203125), formatPercent(1), formatPercent(0.5, 0)]).toEqual(["20.31%", "100.00%", "50%"]);
  });
});
