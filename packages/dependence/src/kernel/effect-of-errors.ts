import type { Matrix } from "@infoplane/engine/started";

/** What the effect of errors depends on in R, [m, m]: its diagonal and Σⱼ rᵢⱼ², [m] each. */
export interface Rows {
  readonly diagonal: Float64Array;
  readonly squares: Float64Array;
}

export interface Effect {
  /** The norm of R, and that of R without its mean. */
  readonly size: number;
  readonly spread: number;
  /** The norm of R's error, times c. */
  readonly moved: number;
}

/**
 * Errors e of the kernel become S e S / c with S = I - R: if they are independent, their sum of squares becomes Σ eᵢⱼ²
 * (S²)ᵢᵢ (S²)ⱼⱼ, at most Σᵢ (S²)ᵢᵢ² Σⱼ eᵢⱼ². `errors`: those sums over j.
 */
export function effectOfErrors(errors: Float64Array, { diagonal, squares }: Rows): Effect {
  const m = errors.length;
  let [trace, square, moved] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    const [own, row] = [diagonal[i] as number, squares[i] as number];
    trace += own;
    square += row;
    const left = 1 - 1 / m - 2 * own + row;
    moved += (errors[i] as number) * left * left;
  }
  const mean = trace / (m - 1);
  const spread = Math.sqrt(Math.max(0, square - mean * trace));
  return { size: Math.sqrt(square), spread, moved: Math.sqrt(moved) };
}

export function rowsOf({ rows: m, data }: Matrix): Rows {
  const [diagonal, squares] = [new Float64Array(m), new Float64Array(m)];
  for (let i = 0; i < m; i++) {
    let row = 0;
    for (let at = i * m; at < (i + 1) * m; at++) row += (data[at] as number) ** 2;
    squares[i] = row;
    diagonal[i] = data[i * m + i] as number;
  }
  return { diagonal, squares };
}
