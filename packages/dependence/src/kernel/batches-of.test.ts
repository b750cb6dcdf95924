import { describe, expect, it } from "vitest";
import { batchesOf } from "./batches-of.ts";

describe("batchesOf", () => {
  it.each([
    [255, 256, [255]],
    [256, 256, [256]],
    [300, 256, [300]],
    [400, 256, [200, 200]],
    [511, 256, [256, 255]],
    [1000, 256, [250, 250, 250, 250]],
    [7, 5, [7]],
    [11, 4, [6, 5]],
    [5, 256, [5]],
  ])("distributes %i samples to batches of about %i", (m, size, sizes) => {
    expect(batchesOf(m, size).map((batch) => batch.length)).toEqual(sizes);
  });

  it("uses every sample exactly once, in batches whose sizes differ by at most one", () => {
    for (let m = 4; m < 700; m += 3) {
      for (const size of [4, 10, 64, 256]) {
        const batches = batchesOf(m, size);
        const sizes = batches.map((batch) => batch.length);
        expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: m }, (_, i) => i));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(4);
      }
    }
  });

  it.each([
    ["class by class", (i: number) => Math.floor(i / 128)],
    ["alternately", (i: number) => i % 4],
    ["alternately, in pairs", (i: number) => Math.floor(i / 2) % 2],
  ])("gives every batch samples of all classes that are listed %s", (_, classOf) => {
    const all = new Set(Array.from({ length: 512 }, (__, i) => classOf(i)));
    for (const batch of batchesOf(512, 64)) expect(new Set(batch.map(classOf))).toEqual(all);
  });

  it("is deterministic", () => {
    expect(batchesOf(100, 10)).toEqual(batchesOf(100, 10));
  });
});
