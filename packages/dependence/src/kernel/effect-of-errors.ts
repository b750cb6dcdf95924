import type { Matrix } from "@infoplane/engine/started";

/**
 * Errors e of the kernel become S e S / c with S = I - R: if they are independent, their sum of squares becomes Σ eᵢⱼ²
 * (S²)ᵢᵢ (S²)ⱼⱼ, at most Σᵢ (S²)ᵢᵢ² Σⱼ eᵢⱼ². `size`: the norm of R; `spread`: that of R without its mean.
 */
export function effectOfErrors(
  errors: Float64Array,
  { rows: m, data }: Matrix,
): { readonly size: number; readonly spread: number; readonly moved: number } {
  let [trace, square, moved] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    let row = 0;
    for (let at = i * m; at < (i + 1) * m; at++) row += (data[at] as number) ** 2;
    trace += data[i * m + i] as number;
    square += row;
    const left = 1 - 1 / m - 2 * (data[i * m + i] as number) + row;
    moved += (errors[i] as number) * left * left;
  }
  const mean = trace / (m - 1);
  const spread = Math.sqrt(Math.max(0, square - mean * trace));
  return { size: Math.sqrt(square), spread, moved: Math.sqrt(moved) };
}
