import { matrix, portableLinearAlgebra, Streams, type Matrix } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import {
  momentsOf as momentsOfParts,
  nullMean,
  nullThirdMoment,
  nullVariance,
  rowSumsOf,
  takeParts,
  type KernelMoments,
} from "./permutation-moments.ts";

function momentsOf({ rows: m, data }: Matrix): KernelMoments {
  const entries = data.slice();
  const parts = takeParts(entries, m);
  return momentsOfParts(
    rowSumsOf(entries, parts.diagonal),
    parts,
    portableLinearAlgebra.traceOfCube(matrix(m, m, entries)),
    2 ** -52,
  );
}

/** HSH of a random symmetric S with a heavy first row: symmetric, rows sum to 0. */
function centredMatrix(m: number, name: string): Matrix {
  const { normal } = new Streams(1).stream(name, m);
  const s = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) s[i * m + j] = s[j * m + i] = normal() + (i === j ? 3 * normal() ** 2 : 0);
  }
  return doubleCentred(s, m);
}

function doubleCentred(s: Float64Array, m: number): Matrix {
  const centring = Float64Array.from({ length: m * m }, (_, at) => (at % (m + 1) === 0 ? 1 : 0) - 1 / m);
  const h = matrix(m, m, centring);
  const algebra = portableLinearAlgebra;
  return algebra.multiply(algebra.multiply(h, matrix(m, m, s)), h);
}

function* permutations(m: number, chosen: number[] = []): Generator<readonly number[]> {
  if (chosen.length === m) yield chosen;
  for (let next = 0; next < m; next++) if (!chosen.includes(next)) yield* permutations(m, [...chosen, next]);
}

function paired({ data: a }: Matrix, { data: b }: Matrix, order: ArrayLike<number>): number {
  const m = order.length;
  let sum = 0;
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) sum += a[i * m + j]! * b[order[i]! * m + order[j]!]!;
  return sum;
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("permutation moments", () => {
  it.each([6, 7, 8])("equal those of all permutations of %i samples", (m) => {
    const [a, b] = [centredMatrix(m, "a"), centredMatrix(m, "b")];
    const values = [...permutations(m)].map((order) => paired(a, b, order));
    const mean = average(values);
    const [left, right] = [momentsOf(a), momentsOf(b)];
    const variance = average(values.map((v) => (v - mean) ** 2));
    const third = average(values.map((v) => (v - mean) ** 3));
    expect(nullMean(left, right)).toBeCloseTo(mean, 10);
    expect(nullVariance(left, right) / variance).toBeCloseTo(1, 10);
    expect(nullThirdMoment(left, right) / third).toBeCloseTo(1, 9);
  });

  // A kernel supported on three samples sees only where a permutation sends these three: m (m - 1) (m - 2) ways.
  it.each([12, 25])("are exact for %i samples when one kernel is supported on three of them", (m) => {
    const s = new Float64Array(m * m);
    [2, 0.3, -1, 0.3, -1, 0.8, -1, 0.8, 0.5].forEach((value, at) => (s[Math.floor(at / 3) * m + (at % 3)] = value));
    const a = doubleCentred(s, m);
    const b = centredMatrix(m, "b");
    const values: number[] = [];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) {
        for (let k = 0; k < m; k++) {
          if (i === j || j === k || i === k) continue;
          const places = [i, j, k];
          let sum = 0;
          places.forEach((p, row) => places.forEach((q, column) => (sum += s[row * m + column]! * b.data[p * m + q]!)));
          values.push(sum);
        }
      }
    }
    const [left, right] = [momentsOf(a), momentsOf(b)];
    const mean = average(values);
    expect(nullMean(left, right)).toBeCloseTo(mean, 10);
    expect(nullVariance(left, right) / average(values.map((v) => (v - mean) ** 2))).toBeCloseTo(1, 10);
    expect(nullThirdMoment(left, right) / average(values.map((v) => (v - mean) ** 3))).toBeCloseTo(1, 9);
  });

  it.each([4, 5])("are also exact for %i samples, where U has so few dimensions", (m) => {
    const [a, b] = [centredMatrix(m, "a"), centredMatrix(m, "b")];
    const values = [...permutations(m)].map((order) => paired(a, b, order));
    const [left, right] = [momentsOf(a), momentsOf(b)];
    const central = (power: number) => average(values.map((v) => (v - average(values)) ** power));
    expect(nullVariance(left, right) / central(2)).toBeCloseTo(1, 10);
    expect(nullThirdMoment(left, right) / central(3)).toBeCloseTo(1, 9);
  });

  // The long sample's own entry meets a constant diagonal: it contributes the same to every re-pairing.
  it.each([6, 7])("lose no precision to one of %i samples that is 10,000 times as long", (m) => {
    const { normal } = new Streams(9).stream("long", m);
    const vector = Float64Array.from({ length: m }, (_, i) => (i === 0 ? 1e4 : 1) * normal());
    const a = doubleCentred(
      Float64Array.from({ length: m * m }, (_, at) => vector[Math.floor(at / m)]! * vector[at % m]!),
      m,
    );
    const b = matrix(m, m, centredMatrix(m, "b").data);
    takeParts(b.data, m);
    // Only U of b: its diagonal is 0. So only U of a matters too.
    const u = matrix(m, m, a.data.slice());
    takeParts(u.data, m);
    const values = [...permutations(m)].map((order) => paired(u, b, order));
    const central = (power: number) => average(values.map((v) => v ** power));
    const [left, right] = [momentsOf(a), momentsOf(b)];
    expect(nullVariance(left, right) / central(2)).toBeCloseTo(1, 7);
    expect(nullThirdMoment(left, right) / central(3)).toBeCloseTo(1, 6);
  });

  it("agree with 20,000 random permutations of 40 samples", () => {
    const m = 40;
    const [a, b] = [centredMatrix(m, "a"), centredMatrix(m, "b")];
    const stream = new Streams(2).stream("permutations");
    const [left, right] = [momentsOf(a), momentsOf(b)];
    const std = Math.sqrt(nullVariance(left, right));
    const values = Array.from({ length: 20_000 }, () => paired(a, b, stream.permutation(m)));
    const scores = values.map((value) => (value - nullMean(left, right)) / std);
    expect(average(scores)).toBeCloseTo(0, 1);
    expect(average(scores.map((z) => z ** 2))).toBeCloseTo(1, 1);
    const cubes = scores.map((z) => z ** 3);
    const standardError = Math.sqrt(average(cubes.map((c) => c ** 2)) / cubes.length);
    const skewness = nullThirdMoment(left, right) / std ** 3;
    expect(Math.abs(average(cubes) - skewness)).toBeLessThan(4 * standardError);
    expect(Math.abs(skewness)).toBeGreaterThan(4 * standardError);
  });
});
