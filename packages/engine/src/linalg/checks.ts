import { exitCodes, InfoplaneError, type Diagnostic, type Matrix } from "@infoplane/contracts";
import { shapeMismatch } from "./messages.ts";

const shapeOf = (a: Matrix): string => `[${a.rows}, ${a.columns}]`;

export function failure(diagnostic: Diagnostic, cause?: unknown): InfoplaneError {
  return new InfoplaneError(diagnostic, exitCodes.runFailed, cause === undefined ? undefined : { cause });
}

/** Throws `engine/shape` unless a is square. */
export function requireSquare(operation: string, a: Matrix): void {
  if (a.rows !== a.columns) throw failure(shapeMismatch(operation, "a square matrix", shapeOf(a)));
}

/** Throws `engine/shape` unless a b exists, or aᵀ b, or a bᵀ. Returns rows and columns of the result. */
export function requireProduct(
  operation: string,
  a: Matrix,
  b: Matrix,
  transposed?: "a" | "b",
): { readonly rows: number; readonly columns: number } {
  const [rows, inner] = transposed === "a" ? [a.columns, a.rows] : [a.rows, a.columns];
  const [other, columns] = transposed === "b" ? [b.columns, b.rows] : [b.rows, b.columns];
  if (inner !== other) {
    const right = transposed === "b" ? `[n, ${inner}]` : `[${inner}, n]`;
    throw failure(shapeMismatch(operation, `${right} on the right of ${shapeOf(a)}`, shapeOf(b)));
  }
  return { rows, columns };
}

/** A plain loop, as `every` calls a function for each of m² values. */
export function allFinite(values: Float64Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
