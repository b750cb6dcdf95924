import type { Summary } from "../stats/summary.ts";

/** `0.812 ± 0.013 (n = 3)`: mean and standard deviation over seeds, to `digits` decimals. */
export function formatNumber({ mean, sd, n }: Summary, digits = 3): string {
  return `${mean.toFixed(digits).replace("-", "−")}${sd === undefined ? "" : ` ± ${sd.toFixed(digits)}`} (n = ${n})`;
}
