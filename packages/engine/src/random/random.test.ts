import { describe, expect, it } from "vitest";
import { philox } from "./philox.ts";
import { Streams } from "./stream.ts";

const hex = (values: Uint32Array): string => [...values].map((v) => v.toString(16).padStart(8, "0")).join(" ");

describe("philox", () => {
  // Random123's kat_vectors for philox4x32 with 10 rounds.
  it.each([
    [[0, 0], [0, 0, 0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ] as const)("gives the published result for key %j", (key, counter, answer) => {
    const out = new Uint32Array(4);
    philox(key, counter, out);
    expect(hex(out)).toBe(answer);
  });
});

describe("Streams", () => {
  it("depends on seed, name and every counter", () => {
    const keys = [
      new Streams(1).key("order", 0),
      new Streams(2).key("order", 0),
      new Streams(1).key("augment", 0),
      new Streams(1).key("order", 1),
      new Streams(1).key("order", 0, 0),
    ].map(String);
    expect(new Set(keys).size).toBe(5);
    expect(String(new Streams(1).key("order", 0))).toBe(keys[0]);
  });

  it("draws uniform and normal numbers with the right moments", () => {
    const stream = new Streams(7).stream("test");
    const n = 100_000;
    const uniform = Array.from({ length: n }, stream.uniform);
    const normal = Array.from({ length: n }, stream.normal);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / n;
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((v) => v * v))).toBeCloseTo(1, 1);
    expect(Math.max(...uniform)).toBeLessThan(1);
  });

  it("permutes without losing an element", () => {
    const order = new Streams(3).stream("order", 4).permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...order.slice(0, 5)]).not.toEqual([0, 1, 2, 3, 4]);
  });
});
