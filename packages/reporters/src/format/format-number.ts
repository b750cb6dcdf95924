import type { Summary } from "../stats/summary.ts";
import { seedsOf } from "./seeds-of.ts";

/** `0.812 ± 0.013 (3 of 3 seeds)`: mean and standard deviation over seeds, of those planned, to `digits` decimals. */
export function formatNumber({ mean, sd, n }: Summary, planned: number, digits = 3): string {
  return `${mean.toFixed(digits).replace("-", "−")}${sd === undefined ? "" : ` ± ${sd.toFixed(digits)}`} (${seedsOf(n, planned)})`;
}
