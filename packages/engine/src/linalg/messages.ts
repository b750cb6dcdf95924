import type { Diagnostic } from "@infoplane/contracts";

export const notPositiveDefinite = (size: number): Diagnostic => ({
  code: "linalg/not-positive-definite",
  severity: "error",
  message: `a ${size} x ${size} matrix is not positive definite, so it has no Cholesky factor`,
  hint: "add a small multiple of the identity, or check the values for infinities and not-a-number",
});

export const singular = (size: number): Diagnostic => ({
  code: "linalg/singular",
  severity: "error",
  message: `a ${size} x ${size} matrix is singular, so it has no inverse`,
  hint: "add a small multiple of the identity, or check the values for infinities and not-a-number",
});

export const shapeMismatch = (operation: string, expected: string, received: string): Diagnostic => ({
  code: "linalg/shape",
  severity: "error",
  message: `${operation} takes ${expected}, and was given ${received}`,
});
