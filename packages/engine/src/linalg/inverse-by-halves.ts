import type { Doubles } from "./doubles.ts";

/** Rows up to which Cholesky is faster than splitting. */
const whole = 128;

/**
 * Inverse of a symmetric positive definite float64 tensor [size, size]; only its lower half is read. By halves: for
 * [P Qᵀ; Q S], with W = Q P^-1, T = (S - W Qᵀ)^-1 and V = T W, it is [P^-1 + Wᵀ V, -Vᵀ; -V, T]. 4/3 size³ operations,
 * nearly all in products, which run on all threads; Cholesky and its solves take 10/3 size³, which libtensorflow runs
 * on one. Returns the id of a new tensor; a kernel throws, or gives not-a-number, if the inverse does not exist.
 */
export function inverseByHalves(doubles: Doubles, a: number, size: number): number {
  const [inverse] = doubles.within(() => [size <= whole ? inverseOf(doubles, a, size) : byHalves(doubles, a, size)]);
  return inverse;
}

function inverseOf(doubles: Doubles, a: number, size: number): number {
  const lower = doubles.run("Cholesky", [], [a]);
  const half = doubles.triangularSolve(lower, doubles.identity(size), false);
  return doubles.triangularSolve(lower, half, true);
}

function byHalves(doubles: Doubles, a: number, size: number): number {
  const first = size >> 1;
  const rest = size - first;
  const q = doubles.part(a, [first, 0], [rest, first]);
  const pInverse = inverseByHalves(doubles, doubles.part(a, [0, 0], [first, first]), first);
  const w = doubles.product(q, pInverse);
  const complement = doubles.minus(doubles.part(a, [first, first], [rest, rest]), doubles.product(w, q, "b"));
  const t = inverseByHalves(doubles, complement, rest);
  const v = doubles.product(t, w);
  const corner = doubles.plus(pInverse, doubles.product(w, v, "a"));
  const below = doubles.run("Neg", [], [v]);
  return doubles.join([doubles.join([corner, doubles.transpose(below)], 1), doubles.join([below, t], 1)], 0);
}
