import { error, type Diagnostic } from "@infoplane/contracts";

export const notPositiveDefinite = (size: number): Diagnostic =>
  error(
    "engine/not-positive-definite",
    `a ${size} x ${size} matrix is not positive definite, so it has no Cholesky factor`,
    "add a small multiple of the identity, or check the values for infinities and not-a-number",
  );

export const singular = (size: number): Diagnostic =>
  error(
    "engine/singular",
    `a ${size} x ${size} matrix is singular, so it has no inverse`,
    "add a small multiple of the identity, or check the values for infinities and not-a-number",
  );

export const shapeMismatch = (operation: string, expected: string, received: string): Diagnostic =>
  error("engine/shape", `${operation} takes ${expected}, but was given ${received}`);
