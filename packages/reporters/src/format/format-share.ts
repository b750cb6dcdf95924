import type { Summary } from "../stats/summary.ts";

/** `73.84 ± 0.41 % (n = 3)`: a share as mean and standard deviation over seeds. */
export function formatShare({ mean, sd, n }: Summary): string {
  const percent = (share: number) => (share * 100).toFixed(2);
  return `${percent(mean)}${sd === undefined ? "" : ` ± ${percent(sd)}`} % (n = ${n})`;
}
