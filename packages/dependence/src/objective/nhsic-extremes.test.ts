import { identity, startEngine, tensors } from "@infoplane/engine";
import type { Rank, Tensor2D } from "@tensorflow/tfjs-core";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { nhsicObjective, regularisedMatrix } from "./nhsic-objective.ts";

interface Case {
  readonly name: string;
  readonly z: number[][];
  readonly value: number;
  readonly gradient: number[][];
}
/** Made by nhsic-extremes-reference.py. */
const { x, cases } = JSON.parse(readFileSync(new URL("nhsic-extremes-reference.json", import.meta.url), "utf8")) as {
  x: number[][];
  cases: Case[];
};
const settings = { sigma: 5, eps: 1e-5 };

beforeAll(async () => {
  await startEngine();
});

describe("nHSIC as an objective, where float32 products lose it", () => {
  it.each(cases)("has the value and the gradient of float64: $name", ({ z, value, gradient }) => {
    const tf = tensors();
    const before = tf.memory().numTensors;
    const [zs, xs] = [tf.tensor2d(z), tf.tensor2d(x)];
    const found = tf.valueAndGrad((at) => nhsicObjective(at as Tensor2D, regularisedMatrix(xs, settings), settings))(
      zs,
    );
    // Values below the range of float32 are 0 as a loss.
    expect(Math.abs(found.value.dataSync()[0]! - value)).toBeLessThan(2e-3 * value + 1e-37);
    const largest = Math.max(...gradient.flat().map(Math.abs));
    // Where there is none, rounding of float64 times weights of 1 / eps is left.
    const tolerance = largest === 0 ? 1e-8 : 5e-3 * largest;
    found.grad.dataSync().forEach((slope, at) => {
      expect(Math.abs(slope - gradient.flat()[at]!)).toBeLessThan(tolerance);
    });
    tf.dispose([zs, xs, found.value, found.grad]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("is 0 with no gradient for a layer that gives every sample the same, wherever it lies", () => {
    const tf = tensors();
    tf.tidy(() => {
      for (const constant of [0, 0.1, 1e6]) {
        const z = tf.fill<Rank.R2>([24, 3], constant);
        const found = tf.valueAndGrad((at) => nhsicObjective(at as Tensor2D, identity(24), settings))(z);
        expect(found.value.dataSync()[0]).toBe(0);
        expect(Math.max(...[...found.grad.dataSync()].map(Math.abs))).toBeLessThan(1e-6);
      }
    });
  });
});
