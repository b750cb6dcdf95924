import type { Summary } from "../stats/summary.ts";
import { seedsOf } from "./seeds-of.ts";

/** `73.84 ± 0.41 % (3 of 3 seeds)`: a share as mean and standard deviation over seeds, of those planned. */
export function formatShare({ mean, sd, n }: Summary, planned: number): string {
  const percent = (share: number) => (share * 100).toFixed(2);
  return `${percent(mean)}${sd === undefined ? "" : ` ± ${percent(sd)}`} % (${seedsOf(n, planned)})`;
}
