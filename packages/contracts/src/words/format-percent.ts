/** `20.31%`: a share for people to read, used everywhere except in files for programs. Two decimals by default. */
export function formatPercent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)}%`;
}
