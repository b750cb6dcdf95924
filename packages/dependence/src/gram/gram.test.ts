import { fromTensor, startEngine, Streams } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gram, gramOfRows } from "./gram.ts";
import { gaussianKernel, medianDistance } from "../kernel/gaussian-kernel.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine()));

/** m samples of d features with means far from 0; feature 1 is constant. */
function samples(m: number, d: number): Tensor2D {
  const { normal } = new Streams(9).stream("samples", m, d);
  const values = Float32Array.from({ length: m * d }, (_, at) => (at % d === 1 ? 0.3 : 7 + normal() * (1 + (at % 3))));
  return tf.tensor2d(values, [m, d]);
}

describe("gram", () => {
  // The second size needs several chunks of features on a native engine.
  it.each([
    [9, 5, "raw"],
    [150, 15_000, "raw"],
    [9, 5, "standardised"],
    [150, 15_000, "standardised"],
    // Several groups of rows.
    [1100, 30, "raw"],
  ] as const)("agrees with float64 arithmetic for %i samples of %i features, %s", async (m, d, scale) => {
    const values = samples(m, d);
    const { data: found } = await gram(values, scale);
    const expected = gramOfRows(await fromTensor(values), scale).data;
    const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    let error = 0;
    found.forEach((value, at) => (error = Math.max(error, Math.abs(value - expected[at]!))));
    expect(error / largest).toBeLessThan(2e-6);
    values.dispose();
  });

  it("gives the kernel of the distances between rows, and their median", () => {
    const rows = { rows: 3, columns: 2, data: Float64Array.of(0, 0, 3, 4, 3, 5) };
    // distances 5, sqrt 34, 1
    const wide = gramOfRows(rows, "raw");
    expect(gaussianKernel(wide, 2, { width: "fixed", sigma: 3 }).width).toBeCloseTo(3 * Math.sqrt(2), 12);
    const expected = [[1], [Math.exp(-25 / 36), 1], [Math.exp(-34 / 36), Math.exp(-1 / 36), 1]];
    // Without the 1 that centring removes.
    expected.forEach((row, i) => row.forEach((value, j) => expect(wide.data[i * 3 + j]).toBeCloseTo(value - 1, 12)));
    expect(gaussianKernel(gramOfRows(rows, "raw"), 2, { width: "median", sigma: 2 }).width).toBeCloseTo(10, 12);
  });

  it("takes the mean of the two middle distances for an even number of pairs", () => {
    // squared distances 1, 4, 9, 16, 36, 49 of 0, 1, 3, 7; only the lower half is read
    expect(medianDistance(Float64Array.of(0, 0, 0, 0, 1, 0, 0, 0, 9, 4, 0, 0, 49, 36, 16, 0), 4)).toBeCloseTo(
      Math.sqrt(12.5),
      12,
    );
  });
});
