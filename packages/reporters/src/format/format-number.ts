import type { Summary } from "../stats/summary.ts";
import { fixed } from "./minus.ts";
import { seedsOf } from "./seeds-of.ts";

/** `0.812 ± 0.013 (3 of 3 seeds)`: mean and standard deviation over seeds, of those planned, to `digits` decimals. */
export function formatNumber({ mean, sd, n }: Summary, planned: number, digits = 3): string {
  return `${fixed(mean, digits)}${sd === undefined ? "" : ` ± ${sd.toFixed(digits)}`} (${seedsOf(n, planned)})`;
}
