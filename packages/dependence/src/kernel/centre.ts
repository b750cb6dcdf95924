/**
 * Centres a symmetric K, [m, m], in place; only its lower half is read and written. Cost m².
 *
 * Double centring: HKH with H = I - 11ᵀ / m, so that rows and columns sum to 0. U-centring, m >= 3: zero diagonal, and
 * off it K̃ᵢⱼ = kᵢⱼ - sᵢ / (m - 2) - sⱼ / (m - 2) + s / ((m - 1)(m - 2)), with sᵢ and s the sums of K without its
 * diagonal. Rows sum to 0, and Σ K̃ᵢⱼ L̃ᵢⱼ / (m (m - 3)) is the unbiased HSIC. Székely & Rizzo, "Partial distance
 * correlation with methods for dissimilarities", Annals of Statistics 42 (2014), definition 2; Song et al., "Feature
 * selection via dependence maximization", JMLR 13 (2012), equation 5.
 */
export function centre(kernel: Float32Array | Float64Array, m: number, centring: "double" | "u"): void {
  const unbiased = centring === "u";
  const { shares, mean } = sharesOf(kernel, m, unbiased);
  for (let i = 0; i < m; i++) {
    const shift = mean - (shares[i] as number);
    for (let j = 0; j <= i; j++) kernel[i * m + j] = (kernel[i * m + j] as number) - (shares[j] as number) + shift;
    if (unbiased) kernel[i * m + i] = 0;
  }
}

/** What centring subtracts for each row and each column, and adds back: means of K, or their unbiased counterparts. */
export function sharesOf(
  kernel: Float32Array | Float64Array,
  m: number,
  unbiased: boolean,
): { readonly shares: Float64Array; readonly mean: number } {
  const shares = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let sum = unbiased ? 0 : (kernel[i * m + i] as number);
    for (let j = 0; j < i; j++) {
      const value = kernel[i * m + j] as number;
      sum += value;
      shares[j] = (shares[j] as number) + value;
    }
    shares[i] = sum;
  }
  for (let i = 0; i < m; i++) shares[i] = (shares[i] as number) / (unbiased ? m - 2 : m);
  return { shares, mean: shares.reduce((a, b) => a + b, 0) / (unbiased ? m - 1 : m) };
}
