import type { Diagnostic, LinearAlgebra, Matrix } from "@infoplane/contracts";
import { allFinite, failure, requireProduct, requireSquare } from "./checks.ts";
import { type Doubles, withDoubles } from "./doubles.ts";
import { inverseByHalves } from "./inverse-by-halves.ts";
import { notPositiveDefinite, singular } from "./messages.ts";
import { orient } from "./orient.ts";
import { symmetrise } from "./symmetrise.ts";

const square = (size: number, data: Float64Array): Matrix => ({ rows: size, columns: size, data });

/** Linear algebra with libtensorflow's float64 kernels, on the device that they choose. */
export const nativeLinearAlgebra: LinearAlgebra = {
  multiply(a, b, transposed) {
    const shape = requireProduct("multiply", a, b, transposed);
    const data = withDoubles((doubles) =>
      doubles.read(doubles.product(doubles.write(a), doubles.write(b), transposed)),
    );
    return { ...shape, data };
  },

  traceOfCube(a) {
    requireSquare("traceOfCube", a);
    return withDoubles((doubles) => doubles.read(doubles.traceOfCube(a)))[0] ?? NaN;
  },

  cholesky(a) {
    requireSquare("cholesky", a);
    return checked(a, notPositiveDefinite, (doubles) => doubles.run("Cholesky", [], [doubles.write(a)]));
  },

  triangularSolve(l, b, transposed = false) {
    requireSquare("triangularSolve", l);
    requireProduct("triangularSolve", l, b);
    const data = withDoubles((doubles) =>
      doubles.read(doubles.triangularSolve(doubles.write(l), doubles.write(b), transposed)),
    );
    return { rows: b.rows, columns: b.columns, data };
  },

  choleskySolve(l, b) {
    requireSquare("choleskySolve", l);
    requireProduct("choleskySolve", l, b);
    const data = withDoubles((doubles) => {
      const factor = doubles.write(l);
      const half = doubles.triangularSolve(factor, doubles.write(b), false);
      return doubles.read(doubles.triangularSolve(factor, half, true));
    });
    return { rows: b.rows, columns: b.columns, data };
  },

  inversePositive(a) {
    requireSquare("inversePositive", a);
    return symmetrise(checked(a, notPositiveDefinite, (doubles) => inverseByHalves(doubles, doubles.write(a), a.rows)));
  },

  inverse(a) {
    requireSquare("inverse", a);
    return checked(a, singular, (doubles) => doubles.run("MatrixInverse", [], [doubles.write(a)]));
  },

  symmetricEigen(a) {
    requireSquare("symmetricEigen", a);
    return withDoubles((doubles) => {
      const [values, vectors] = doubles.eigen(doubles.write(a));
      return { values: doubles.read(values), vectors: orient(square(a.rows, doubles.read(vectors))) };
    });
  },
};

/**
 * Computes what may not exist for this matrix: [m, m] -> [m, m]. In that case the CPU kernels throw and the CUDA ones
 * return not-a-number; both become one error.
 */
function checked(a: Matrix, problem: (size: number) => Diagnostic, run: (doubles: Doubles) => number): Matrix {
  let data: Float64Array;
  try {
    data = withDoubles((doubles) => doubles.read(run(doubles)));
  } catch (cause) {
    throw failure(problem(a.rows), cause);
  }
  if (!allFinite(data)) throw failure(problem(a.rows));
  return square(a.rows, data);
}
