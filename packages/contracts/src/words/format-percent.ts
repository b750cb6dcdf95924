/** `20.31%`: a share as people read it, everywhere but in files for programs. Two decimals unless said. */
export function formatPercent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)}%`;
}
