import { formatPercent } from "@infoplane/contracts";
import type { Summary } from "../stats/summary.ts";
import { seedsOf } from "./seeds-of.ts";

/** `73.84 ± 0.41%`: a share as mean and standard deviation over seeds. */
export function shareText({ mean, sd }: Pick<Summary, "mean" | "sd">): string {
  return sd === undefined ? formatPercent(mean) : `${(mean * 100).toFixed(2)} ± ${formatPercent(sd)}`;
}

/** The same with the number of seeds, out of those planned: `73.84 ± 0.41% (3 of 3 seeds)`. */
export function formatShare(summary: Summary, planned: number): string {
  return `${shareText(summary)} (${seedsOf(summary.n, planned)})`;
}
