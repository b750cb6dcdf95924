import { describe, expect, it } from "vitest";
import { signFlip } from "./sign-flip.ts";

describe("signFlip", () => {
  it("counts the sign patterns of a case worked by hand", () => {
    // |±1 ±2 ±3|: of 8 sums 6 and -6 reach 6; for 1 + 2 - 3 = 0 all do; for -1 + 2 + 3 = 4 so do ±4 and ±6.
    expect(signFlip([1, 2, 3])).toBe(2 / 8);
    expect(signFlip([1, 2, -3])).toBe(1);
    expect(signFlip([-1, 2, 3])).toBe(4 / 8);
  });

  it("cannot go below 2^(1 - n), whatever the size of the differences", () => {
    for (const n of [1, 2, 5, 6]) expect(signFlip(Array.from({ length: n }, (_, i) => 1000 + i))).toBe(2 ** (1 - n));
    expect(signFlip([])).toBeNull();
  });

  it("does not depend on order, sign or scale", () => {
    const d = [0.31, -0.12, 0.44, 0.05, 0.27];
    const p = signFlip(d);
    expect(signFlip([...d].reverse())).toBe(p);
    expect(signFlip(d.map((x) => -x))).toBe(p);
    expect(signFlip(d.map((x) => x * 1e-9))).toBe(p);
  });

  it("goes over to the normal approximation where the exact value is near it", () => {
    const d = Array.from({ length: 20 }, (_, i) => Math.sin(i * 1.7) + 0.4);
    const exact = signFlip(d)!;
    const approximate = signFlip([...d, 0])!;
    expect(Math.abs(exact - approximate)).toBeLessThan(0.01);
    expect(signFlip(new Array<number>(25).fill(0))).toBe(1);
  });
});
