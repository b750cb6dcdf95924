import { matrix, portableLinearAlgebra, Streams, type Matrix } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { dependence } from "./dependence.ts";
import { gramOfRows } from "./gram/gram.ts";
import { regularisedKernel } from "./kernel/regularised-kernel.ts";
import type { DenseKernel } from "./kernel/dense-kernel.ts";

function kernelOf(values: Matrix, eps = 1e-5): DenseKernel {
  const settings = { width: "fixed", sigma: 5, eps } as const;
  return regularisedKernel(gramOfRows(values, "raw"), values.columns, settings, portableLinearAlgebra)!;
}

/** m samples of d features: `weight` of the first feature is the sample's class (0 to 3), the rest noise. */
function samples(m: number, d: number, name: string, weight: number): Matrix {
  const { normal } = new Streams(3).stream(name);
  return matrix(
    m,
    d,
    Float64Array.from({ length: m * d }, (_, at) => normal() + (at % d === 0 ? weight * (Math.floor(at / d) % 4) : 0)),
  );
}

function labels(m: number): Matrix {
  return matrix(
    m,
    4,
    Float64Array.from({ length: m * 4 }, (_, at) => (at % 4 === Math.floor(at / 4) % 4 ? 1 : 0)),
  );
}

describe("dependence", () => {
  it.each([
    [0, 0.02],
    [0.5, 0.02],
    [0.9, 0.005],
  ])("has the p value of 10,000 re-pairings, for a dependence of %f", (weight, tolerance) => {
    const m = 40;
    const [a, b] = [kernelOf(labels(m)), kernelOf(samples(m, 6, "z", weight))];
    const found = dependence(a, b);
    const stream = new Streams(1).stream("permutations");
    const draws = 10_000;
    let atLeast = 0;
    for (let draw = 0; draw < draws; draw++) {
      const order = stream.permutation(m);
      let value = 0;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++)
          value += a.matrices[0]!.data[i * m + j]! * b.matrices[0]!.data[order[i]! * m + order[j]!]!;
      }
      if (value >= found.value) atLeast++;
    }
    expect(Math.abs(found.p! - atLeast / draws)).toBeLessThan(tolerance);
  });

  it("has an R that is symmetric, maps ones to zero and is a contraction, also for a large eps", () => {
    for (const eps of [1e-7, 1e-5, 0.5]) {
      const m = 30;
      const r = kernelOf(samples(m, 3, "x", 0), eps).matrices[0]!;
      const { values } = portableLinearAlgebra.symmetricEigen(r);
      expect(Math.min(...values)).toBeGreaterThan(-1e-9);
      expect(Math.max(...values)).toBeLessThan(1);
      for (let i = 0; i < m; i++) {
        expect(r.data.subarray(i * m, (i + 1) * m).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
      }
    }
  });

  it("makes no claim that so few samples cannot support", () => {
    const few = (m: number) => dependence(kernelOf(labels(m)), kernelOf(samples(m, 2, "z", 1)));
    expect(few(3)).toMatchObject({ nullStd: null, z: null, p: null });
    // Four samples of four classes: however they are paired, all pairs have different classes.
    expect(few(4)).toMatchObject({ z: null, p: null, pBy: "re-pairing changes nothing" });
    for (const m of [5, 6, 7]) {
      expect(few(m).z).not.toBeNull();
      expect(few(m)).toMatchObject({ pBy: "all re-pairings" });
    }
    expect(few(8).pBy).not.toBe("all re-pairings");
  });
});
