import { InfoplaneError } from "@infoplane/contracts";
import { beforeAll, describe, expect, it } from "vitest";
import { currentEngine, tensors } from "../choose/engine.ts";
import { startEngine } from "../choose/start-engine.ts";
import { Streams } from "../random/stream.ts";
import { invertPositiveInPlace } from "./invert-in-place.ts";
import { linalg } from "./linalg.ts";
import type { Matrix } from "@infoplane/contracts";
import { fromTensor, fromTensorSync, identity, matrix, toTensor } from "./matrix.ts";
import { portableLinearAlgebra as portable } from "./portable.ts";

beforeAll(() => startEngine());

function random(rows: number, columns: number, name: string): Matrix {
  const { normal } = new Streams(11).stream(name, rows, columns);
  return matrix(rows, columns, Float64Array.from({ length: rows * columns }, normal));
}

/** Symmetric positive definite, with eigenvalues spaced logarithmically from 1 down to 1 / condition. */
function positive(size: number, condition: number): Matrix {
  const { vectors } = portable.symmetricEigen(
    portable.multiply(random(size, size, "q"), transposed(random(size, size, "q"))),
  );
  const scaled = vectors.data.map((value, at) => value * condition ** -((at % size) / (size - 1)));
  const product = portable.multiply(matrix(size, size, scaled), transposed(vectors));
  const symmetric = product.data.map(
    (value, at) => (value + product.data[(at % size) * size + Math.floor(at / size)]!) / 2,
  );
  return matrix(size, size, symmetric);
}

const transposed = ({ rows, columns, data }: Matrix): Matrix =>
  matrix(
    columns,
    rows,
    Float64Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]!),
  );

/** Largest difference of entries, relative to the largest entry. */
function distance(a: Matrix, b: Matrix): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  const largest = b.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - b.data[at]!)), 0) / largest;
}

// This machine's engine and the portable algebra, which are the same without libtensorflow.
const algebras = [
  ["the engine's", () => linalg()],
  ["the portable", () => portable],
] as const;

describe.each(algebras)("%s linear algebra", (_, algebra) => {
  it("multiplies with either side transposed, and refuses mismatched shapes", () => {
    const { multiply } = algebra();
    const [a, b] = [random(5, 3, "a"), random(5, 4, "b")];
    expect(distance(multiply(a, b, "a"), portable.multiply(transposed(a), b))).toBeLessThan(1e-14);
    const c = random(4, 3, "c");
    expect(distance(multiply(a, c, "b"), portable.multiply(a, transposed(c)))).toBeLessThan(1e-14);
    expect(() => multiply(a, b)).toThrow(InfoplaneError);
    expect(() => multiply(a, c, "a")).toThrow(/\[5, n\]/);
    expect(() => multiply(a, b, "b")).toThrow(/\[n, 3\]/);
  });

  it.each([
    [1, 1],
    [5, 10],
    [64, 1e4],
    [40, 1e10],
    // By halves, repeatedly, of unequal sizes.
    [301, 1e5],
  ])("factors, solves and inverts [%i, %i] of condition %f", (size, condition) => {
    const { cholesky, triangularSolve, choleskySolve, inversePositive, inverse, multiply } = algebra();
    const a = size === 1 ? matrix(1, 1, Float64Array.of(4)) : positive(size, condition);
    const kept = a.data.slice();
    const rounding = condition * 1e-14;

    const l = cholesky(a);
    expect(distance(multiply(l, transposed(l)), a)).toBeLessThan(1e-13);
    expect(l.data.every((value, at) => at % size <= Math.floor(at / size) || value === 0)).toBe(true);

    const b = random(size, 3, "b");
    expect(distance(multiply(l, triangularSolve(l, b)), b)).toBeLessThan(rounding);
    expect(distance(multiply(transposed(l), triangularSolve(l, b, true)), b)).toBeLessThan(rounding);
    expect(distance(multiply(a, choleskySolve(l, b)), b)).toBeLessThan(rounding);

    const inverted = inversePositive(a);
    expect(inverted.data).toEqual(transposed(inverted).data);
    expect(distance(multiply(a, inverted), identity(size))).toBeLessThan(rounding);
    expect(distance(inverse(a), inverted)).toBeLessThan(rounding);
    expect(a.data).toEqual(kept);
  });

  it.each([1, 7, 16, 40, 64])("inverts in place with blocks of %i, and refuses what is indefinite", (block) => {
    const a = positive(40, 1e6);
    const expected = algebra().inversePositive(a);
    expect(distance(invertPositiveInPlace(a, algebra(), block), expected)).toBeLessThan(1e-9);
    expect(a.data).toEqual(transposed(a).data);
    const indefinite = matrix(3, 3, Float64Array.of(1, 2, 0, 2, 1, 0, 0, 0, 1));
    expect(code(() => invertPositiveInPlace(indefinite, algebra(), block))).toBe("engine/not-positive-definite");
  });

  it.each([2, 5, 130, 301])("computes the trace of the cube of a symmetric [%i, ...]", (size) => {
    const a = positive(size, 100);
    const { data } = portable.multiply(a, portable.multiply(a, a));
    let expected = 0;
    for (let i = 0; i < size; i++) expected += data[i * size + i]!;
    expect(algebra().traceOfCube(a) / expected - 1).toBeCloseTo(0, 5);
  });

  it("inverts a general matrix", () => {
    const a = random(30, 30, "general");
    expect(distance(algebra().multiply(a, algebra().inverse(a)), identity(30))).toBeLessThan(1e-11);
  });

  it.each([2, 33])("finds the eigenvalues, ascending, and eigenvectors of a symmetric [%i, ...]", (size) => {
    const s = random(size, size, "s");
    const a = matrix(
      size,
      size,
      s.data.map((value, at) => value + transposed(s).data[at]!),
    );
    const { values, vectors } = algebra().symmetricEigen(a);
    const { multiply } = algebra();
    expect([...values]).toEqual([...values].sort((x, y) => x - y));
    const scaled = matrix(
      size,
      size,
      vectors.data.map((value, at) => value * values[at % size]!),
    );
    expect(distance(multiply(scaled, transposed(vectors)), a)).toBeLessThan(1e-12);
    expect(distance(multiply(transposed(vectors), vectors), identity(size))).toBeLessThan(1e-12);
  });

  it("refuses what has no solution, with a code", () => {
    const indefinite = matrix(2, 2, Float64Array.of(1, 2, 2, 1));
    const broken = matrix(2, 2, Float64Array.of(1, NaN, NaN, 1));
    expect(code(() => algebra().cholesky(indefinite))).toBe("engine/not-positive-definite");
    expect(code(() => algebra().inversePositive(indefinite))).toBe("engine/not-positive-definite");
    expect(code(() => algebra().inversePositive(broken))).toBe("engine/not-positive-definite");
    expect(code(() => algebra().inverse(matrix(2, 2, Float64Array.of(1, 2, 2, 4))))).toBe("engine/singular");
    expect(code(() => algebra().cholesky(random(2, 3, "wide")))).toBe("engine/shape");
    expect(code(() => algebra().multiply(random(2, 3, "wide"), random(2, 3, "wide")))).toBe("engine/shape");
  });

  it("leaks no tensor, even if it fails", () => {
    const count = (): unknown => [tensors().memory().numTensors, currentEngine().binding?.getNumOfTensors()];
    const before = count();
    const { cholesky, choleskySolve, inverse, inversePositive, multiply, symmetricEigen, traceOfCube } = algebra();
    const a = positive(8, 10);
    choleskySolve(cholesky(a), multiply(inverse(a), inversePositive(a)));
    symmetricEigen(a);
    traceOfCube(inversePositive(positive(200, 10)));
    code(() => cholesky(matrix(1, 1, Float64Array.of(-1))));
    expect(count()).toEqual(before);
  });
});

describe("engines", () => {
  it("agree on every operation", () => {
    const a = positive(48, 1e6);
    const l = portable.cholesky(a);
    const b = random(48, 5, "b");
    expect(distance(linalg().multiply(a, b), portable.multiply(a, b))).toBeLessThan(1e-13);
    expect(distance(linalg().cholesky(a), l)).toBeLessThan(1e-10);
    expect(distance(linalg().triangularSolve(l, b), portable.triangularSolve(l, b))).toBeLessThan(1e-10);
    expect(distance(linalg().choleskySolve(l, b), portable.choleskySolve(l, b))).toBeLessThan(1e-8);
    expect(distance(linalg().inversePositive(a), portable.inversePositive(a))).toBeLessThan(1e-8);
    expect(distance(linalg().inverse(a), portable.inverse(a))).toBeLessThan(1e-8);
    const large = positive(300, 1e6);
    expect(distance(linalg().inversePositive(large), portable.inversePositive(large))).toBeLessThan(1e-8);
    const [one, other] = [linalg().symmetricEigen(a), portable.symmetricEigen(a)];
    expect(distance(matrix(48, 1, one.values), matrix(48, 1, other.values))).toBeLessThan(1e-12);
    expect(distance(one.vectors, other.vectors)).toBeLessThan(1e-6);
  });
});

describe("matrix", () => {
  it("goes to the engine and back as float32", async () => {
    const tensor = toTensor(matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 0.1)));
    expect([tensor.shape, tensor.dtype]).toEqual([[2, 3], "float32"]);
    const back = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, Math.fround(0.1)));
    expect([await fromTensor(tensor), fromTensorSync(tensor)]).toEqual([back, back]);
    tensor.dispose();
  });

  it("refuses values that do not fill it", () => {
    expect(() => matrix(2, 2, new Float64Array(3))).toThrow(RangeError);
  });
});

function code(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof InfoplaneError) return error.diagnostics[0]?.code;
    throw error;
  }
  return undefined;
}
