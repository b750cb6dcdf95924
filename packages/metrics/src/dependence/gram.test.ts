import { fromTensor, startEngine, Streams } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gram, gramOfRows } from "./gram.ts";
import { medianDistance, squaredDistances } from "./kernel.ts";

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
  ] as const)("agrees with float64 arithmetic for %i samples of %i features, %s", (m, d, scale) => {
    const values = samples(m, d);
    const found = gram(values, scale).data;
    const expected = gramOfRows(fromTensor(values), scale).data;
    const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    let error = 0;
    found.forEach((value, at) => (error = Math.max(error, Math.abs(value - expected[at]!))));
    expect(error / largest).toBeLessThan(2e-6);
    values.dispose();
  });

  it("gives the distances between rows", () => {
    const rows = { rows: 3, columns: 2, data: Float64Array.of(0, 0, 3, 4, 3, 5) };
    const distances = squaredDistances(gramOfRows(rows, "raw"));
    [0, 25, 34, 25, 0, 1, 34, 1, 0].forEach((value, at) => expect(distances.data[at]).toBeCloseTo(value, 12));
    expect(medianDistance(distances)).toBeCloseTo(5, 12);
  });

  it("takes the mean of the two middle distances for an even number of pairs", () => {
    const line = { rows: 4, columns: 1, data: Float64Array.of(0, 1, 3, 7) };
    // squared distances 1, 4, 9, 16, 36, 49
    expect(medianDistance(squaredDistances(gramOfRows(line, "raw")))).toBeCloseTo(Math.sqrt(12.5), 12);
  });
});
