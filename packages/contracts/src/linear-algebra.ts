/** A real matrix off the engine: float64, row by row, `data[row * columns + column]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * Dense linear algebra in float64. Every function borrows its arguments, returns new matrices off the engine and leaks
 * no tensor. Costs are in multiply-adds for [m, m].
 */
export interface LinearAlgebra {
  /** a b: [m, k] times [k, n] -> [m, n]; aᵀ b or a bᵀ if one of them is `transposed`. m k n. */
  readonly multiply: (a: Matrix, b: Matrix, transposed?: "a" | "b") => Matrix;

  /** tr a³ of a symmetric a: [m, m], to a relative 1e-5, as native engines multiply in float32. m³. */
  readonly traceOfCube: (a: Matrix) => number;

  /**
   * Lower triangular L with a = L Lᵀ. a: [m, m], symmetric (only its lower half is read). m³ / 6. Throws
   * `engine/not-positive-definite`.
   */
  readonly cholesky: (a: Matrix) => Matrix;

  /** x with l x = b, or lᵀ x = b when `transposed`. l: [m, m] lower triangular; b: [m, n] -> [m, n]. m² n / 2. */
  readonly triangularSolve: (l: Matrix, b: Matrix, transposed?: boolean) => Matrix;

  /** x with l lᵀ x = b, from the factor that `cholesky` returned. b: [m, n] -> [m, n]. m² n. */
  readonly choleskySolve: (l: Matrix, b: Matrix) => Matrix;

  /**
   * Inverse of a symmetric positive definite a: [m, m], exactly symmetric (only its lower half is read). m³.
   * Throws `engine/not-positive-definite`.
   */
  readonly inversePositive: (a: Matrix) => Matrix;

  /** Inverse of a general a: [m, m], by LU with partial pivoting. m³. Throws `engine/singular`. */
  readonly inverse: (a: Matrix) => Matrix;

  /**
   * a = V diag(values) Vᵀ for a symmetric a: [m, m]. Values ascending; `vectors` [m, m] holds one orthonormal
   * eigenvector per column, its component of largest magnitude positive so that engines agree. About 9 m³.
   */
  readonly symmetricEigen: (a: Matrix) => { readonly values: Float64Array; readonly vectors: Matrix };
}
