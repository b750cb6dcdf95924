/** Number format of convolutions and matrix products: float32, or bfloat16 with sums in float32. */
export type Precision = "float32" | "bfloat16";

let current: Precision = "float32";

export const currentPrecision = (): Precision => current;

/**
 * Convolutions and matrix products that `work` makes, and their gradients whenever they are taken, use this precision.
 * Everything else, and their inputs and outputs, stay float32. `work` is synchronous.
 */
export function withPrecision<T>(precision: Precision, work: () => T): T {
  const before = current;
  current = precision;
  try {
    return work();
  } finally {
    current = before;
  }
}
