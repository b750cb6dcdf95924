import { cast } from "../ops/kernel.ts";
import type { Doubles } from "./doubles.ts";

/** Rows up to which one product is faster than splitting. */
const whole = 256;

/**
 * tr a³ of a symmetric float64 tensor [size, size], multiplied in float32 and summed in float64. By halves: for
 * a = [P Qᵀ; Q S] it is tr P³ + tr S³ + 3 Σ (Q P + S Q) ∘ Q, a third of the operations of a² itself. Returns the id of
 * a new scalar.
 */
export function traceOfCube(doubles: Doubles, a: number, size: number): number {
  const [rounded = 0] = doubles.execute("Cast", cast("float64", "float32"), [a]);
  return traceOf(doubles, rounded, size);
}

function traceOf(doubles: Doubles, a: number, size: number): number {
  if (size <= whole) return sumOfProducts(doubles, doubles.productSingle(a, a), a);
  const first = size >> 1;
  const rest = size - first;
  const corner = doubles.productSingle(
    doubles.partSingle(a, [first, 0], [rest, size]),
    doubles.partSingle(a, [0, 0], [size, first]),
  );
  const crossed = sumOfProducts(doubles, corner, doubles.partSingle(a, [first, 0], [rest, first]));
  const top = traceOf(doubles, doubles.partSingle(a, [0, 0], [first, first]), first);
  const bottom = traceOf(doubles, doubles.partSingle(a, [first, first], [rest, rest]), rest);
  return doubles.plus(doubles.times(crossed, doubles.scalar(3)), doubles.plus(top, bottom));
}

function sumOfProducts(doubles: Doubles, a: number, b: number): number {
  return doubles.sum(doubles.widened(doubles.runSingle("Mul", [], [a, b])), [0, 1]);
}
