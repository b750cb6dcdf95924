import { identity, matrix, Streams, startEngine, tensors, type Matrix } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { nhsicObjective, regularisedMatrix } from "./nhsic-objective.ts";

beforeAll(async () => {
  await startEngine();
});

interface Case {
  readonly sigma: number;
  readonly eps: number;
  readonly z: number[][];
  readonly x: number[][];
  readonly y: number[][];
  readonly withX: number;
  readonly withY: number;
  readonly weight: number;
  readonly gradient: number[][];
}
const cases = JSON.parse(readFileSync(new URL("nhsic-reference.json", import.meta.url), "utf8")) as Case[];

/** a - weight b */
const minus = (a: Matrix, weight: number, b: Matrix): Matrix =>
  matrix(
    a.rows,
    a.columns,
    a.data.map((value, at) => value - weight * b.data[at]!),
  );
const settings = { sigma: 5, eps: 1e-5 };
const random = (m: number, d: number): number[][] => {
  const stream = new Streams(3).stream("z", m, d);
  return Array.from({ length: m }, () => Array.from({ length: d }, stream.normal));
};

describe("nHSIC as an objective", () => {
  it.each(cases)("has PyTorch's value and gradient (sigma $sigma, eps $eps)", ({ z, x, y, weight, ...expected }) => {
    const tf = tensors();
    const before = tf.memory().numTensors;
    const [zs, xs, ys] = [z, x, y].map((rows) => tf.tensor2d(rows)) as [Tensor2D, Tensor2D, Tensor2D];
    const [rx, ry] = [regularisedMatrix(xs, expected), regularisedMatrix(ys, expected)];
    const value = (other: Matrix): number => tf.tidy(() => nhsicObjective(zs, other, expected).dataSync()[0]!);
    expect(value(rx)).toBeCloseTo(expected.withX, 3);
    expect(value(ry)).toBeCloseTo(expected.withY, 3);
    const both = tf.valueAndGrad((at) => nhsicObjective(at as Tensor2D, minus(rx, weight, ry), expected))(zs);
    expect(both.value.dataSync()[0]).toBeCloseTo(expected.withX - weight * expected.withY, 2);
    const gradient = expected.gradient.flat();
    const largest = Math.max(...gradient.map(Math.abs));
    both.grad.dataSync().forEach((found, at) => expect(Math.abs(found - gradient[at]!)).toBeLessThan(5e-3 * largest));
    tf.dispose([zs, xs, ys, both.value, both.grad]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("has the gradient of finite differences of its value, at the size of a batch", () => {
    const tf = tensors();
    const z = random(40, 7);
    const x = tf.tensor2d(random(40, 3));
    const other = regularisedMatrix(x, settings);
    x.dispose();
    const value = (rows: number[][]): number =>
      tf.tidy(() => nhsicObjective(tf.tensor2d(rows), other, { sigma: 1, eps: 1e-2 }).dataSync()[0]!);
    const gradient = tf.tidy(
      () =>
        tf
          .grad((at) => nhsicObjective(at as Tensor2D, other, { sigma: 1, eps: 1e-2 }))(tf.tensor2d(z))
          .arraySync() as number[][],
    );
    for (const [i, k] of [
      [0, 0],
      [11, 3],
      [39, 6],
    ] as const) {
      const moved = (by: number): number[][] => z.map((row, r) => row.map((v, c) => (r === i && c === k ? v + by : v)));
      const slope = (value(moved(0.01)) - value(moved(-0.01))) / 0.02;
      expect(gradient[i]![k]).toBeCloseTo(slope, 3);
    }
  });

  it("is invariant to joint re-ordering and shifts, at most the degrees of freedom, and 0 for a constant", () => {
    const tf = tensors();
    tf.tidy(() => {
      const [z, x] = [tf.tensor2d(random(16, 4)), tf.tensor2d(random(16, 5))];
      const order = tf.tensor1d([...new Streams(1).stream("order").permutation(16)], "int32");
      const value = (a: Tensor2D, b: Tensor2D): number =>
        nhsicObjective(a, regularisedMatrix(b, settings), settings).dataSync()[0]!;
      expect(value(tf.gather(z, order), tf.gather(x, order))).toBeCloseTo(value(z, x), 2);
      expect(value(tf.add(z, 10), x)).toBeCloseTo(value(z, x), 2);
      const freedom = nhsicObjective(z, identity(16), settings).dataSync()[0]!;
      expect(value(z, x)).toBeLessThan(freedom);
      expect(value(tf.ones([16, 4]), x)).toBeCloseTo(0, 6);
    });
  });

  it("is NaN, and does not throw, on activations that are not finite", () => {
    const tf = tensors();
    const found = tf.tidy(() => nhsicObjective(tf.tensor2d([[NaN], [1], [2]]), identity(3), settings).dataSync()[0]);
    expect(found).toBeNaN();
  });
});
