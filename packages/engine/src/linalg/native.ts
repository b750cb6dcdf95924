import type { Diagnostic, LinearAlgebra, Matrix } from "@infoplane/contracts";
import { runDeferred } from "../compile/compiled.ts";
import { allFinite, failure, requireProduct, requireSquare } from "./checks.ts";
import { compiledDoubles, evaluated } from "./doubles.ts";
import { inverseByHalves } from "./inverse-by-halves.ts";
import { notPositiveDefinite, singular } from "./messages.ts";
import { orient } from "./orient.ts";
import { symmetrise } from "./symmetrise.ts";
import { traceOfCube } from "./trace-of-cube.ts";

const square = (size: number, data: Float64Array): Matrix => ({ rows: size, columns: size, data });

/** Linear algebra with libtensorflow's float64 kernels, on the device that they choose. */
export const nativeLinearAlgebra: LinearAlgebra = {
  multiply(a, b, transposed) {
    const shape = requireProduct("multiply", a, b, transposed);
    const [data] = evaluated((doubles) => [doubles.product(doubles.write(a), doubles.write(b), transposed)]);
    return { ...shape, data };
  },

  traceOfCube(a) {
    requireSquare("traceOfCube", a);
    const [trace] = compiledDoubles((doubles) => [traceOfCube(doubles, doubles.write(a), a.rows)]);
    return trace[0] ?? NaN;
  },

  cholesky(a) {
    requireSquare("cholesky", a);
    return checked(a, notPositiveDefinite, () =>
      evaluated((doubles) => [doubles.run("Cholesky", [], [doubles.write(a)])]),
    );
  },

  triangularSolve(l, b, transposed = false) {
    requireSquare("triangularSolve", l);
    requireProduct("triangularSolve", l, b);
    const [data] = evaluated((doubles) => [doubles.triangularSolve(doubles.write(l), doubles.write(b), transposed)]);
    return { rows: b.rows, columns: b.columns, data };
  },

  choleskySolve(l, b) {
    requireSquare("choleskySolve", l);
    requireProduct("choleskySolve", l, b);
    const [data] = evaluated((doubles) => {
      const factor = doubles.write(l);
      const half = doubles.triangularSolve(factor, doubles.write(b), false);
      return [doubles.triangularSolve(factor, half, true)];
    });
    return { rows: b.rows, columns: b.columns, data };
  },

  inversePositive(a) {
    requireSquare("inversePositive", a);
    return symmetrise(
      checked(a, notPositiveDefinite, () =>
        compiledDoubles((doubles) => [inverseByHalves(doubles, doubles.write(a), a.rows)]),
      ),
    );
  },

  inverse(a) {
    requireSquare("inverse", a);
    return checked(a, singular, () => evaluated((doubles) => [doubles.run("MatrixInverse", [], [doubles.write(a)])]));
  },

  symmetricEigen(a) {
    requireSquare("symmetricEigen", a);
    const [values, vectors] = evaluated((doubles) => doubles.eigen(doubles.write(a)));
    return { values, vectors: orient(square(a.rows, vectors)) };
  },
};

/**
 * Computes what may not exist for this matrix: [m, m] -> [m, m]. In that case the CPU kernels throw and the CUDA ones
 * return not-a-number; both become one error.
 */
function checked(a: Matrix, problem: (size: number) => Diagnostic, run: () => [Float64Array]): Matrix {
  // What was put off before must not fail with it.
  runDeferred();
  let data: Float64Array;
  try {
    [data] = run();
  } catch (cause) {
    throw failure(problem(a.rows), cause);
  }
  if (!allFinite(data)) throw failure(problem(a.rows));
  return square(a.rows, data);
}
