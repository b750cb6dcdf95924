import { createRequire } from "node:module";
import type { Matrix as Dense } from "ml-matrix";
import { allFinite, failure, requireProduct, requireSquare } from "./checks.ts";
import type { LinearAlgebra, Matrix } from "@infoplane/contracts";
import { identity } from "./matrix.ts";
import { notPositiveDefinite, singular } from "./messages.ts";
import { orient } from "./orient.ts";
import { symmetrise } from "./symmetrise.ts";

// Loaded on first use: commands that only check an experiment don't need it.
const library = (): typeof import("ml-matrix") =>
  createRequire(import.meta.url)("ml-matrix") as typeof import("ml-matrix");
const dense = (a: Matrix): Dense => library().Matrix.from1DArray(a.rows, a.columns, a.data);
const flat = (a: Dense): Matrix => ({ rows: a.rows, columns: a.columns, data: Float64Array.from(a.to1DArray()) });

/** Linear algebra with ml-matrix, in plain JavaScript: needs no engine. */
export const portableLinearAlgebra: LinearAlgebra = {
  multiply(a, b, transposed) {
    requireProduct("multiply", a, b, transposed);
    const [left, right] = [dense(a), dense(b)];
    return flat((transposed === "a" ? left.transpose() : left).mmul(transposed === "b" ? right.transpose() : right));
  },

  traceOfCube(a) {
    const { data } = portableLinearAlgebra.multiply(a, a);
    return data.reduce((sum, value, at) => sum + value * (a.data[at] ?? 0), 0);
  },

  cholesky(a) {
    requireSquare("cholesky", a);
    const lower = dense(a);
    for (let row = 0; row < a.rows; row++) {
      for (let column = 0; column < row; column++) lower.set(column, row, lower.get(row, column));
    }
    const decomposition = allFinite(a.data) ? new (library().CholeskyDecomposition)(lower) : undefined;
    if (!decomposition?.isPositiveDefinite()) throw failure(notPositiveDefinite(a.rows));
    return flat(decomposition.lowerTriangularMatrix);
  },

  triangularSolve(l, b, transposed = false) {
    requireSquare("triangularSolve", l);
    requireProduct("triangularSolve", l, b);
    const x = b.data.slice();
    const { rows: size, data } = l;
    for (let step = 0; step < size; step++) {
      const row = transposed ? size - 1 - step : step;
      const target = x.subarray(row * b.columns, (row + 1) * b.columns);
      for (let done = 0; done < step; done++) {
        const other = transposed ? size - 1 - done : done;
        const factor = data[transposed ? other * size + row : row * size + other] ?? 0;
        for (let column = 0; column < b.columns; column++) {
          target[column] = (target[column] ?? 0) - factor * (x[other * b.columns + column] ?? 0);
        }
      }
      const pivot = data[row * size + row] ?? 0;
      for (let column = 0; column < b.columns; column++) target[column] = (target[column] ?? 0) / pivot;
    }
    return { rows: b.rows, columns: b.columns, data: x };
  },

  choleskySolve(l, b) {
    return portableLinearAlgebra.triangularSolve(l, portableLinearAlgebra.triangularSolve(l, b), true);
  },

  inversePositive(a) {
    const l = portableLinearAlgebra.cholesky(a);
    return symmetrise(portableLinearAlgebra.choleskySolve(l, identity(a.rows)));
  },

  inverse(a) {
    requireSquare("inverse", a);
    const decomposition = allFinite(a.data) ? new (library().LuDecomposition)(dense(a)) : undefined;
    if (!decomposition || decomposition.isSingular()) throw failure(singular(a.rows));
    return flat(decomposition.solve(library().Matrix.identity(a.rows, a.rows)));
  },

  symmetricEigen(a) {
    requireSquare("symmetricEigen", a);
    const { realEigenvalues, eigenvectorMatrix } = new (library().EigenvalueDecomposition)(dense(a), {
      assumeSymmetric: true,
    });
    return { values: Float64Array.from(realEigenvalues), vectors: orient(flat(eigenvectorMatrix)) };
  },
};
