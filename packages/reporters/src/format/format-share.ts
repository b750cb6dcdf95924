import { formatPercent } from "@infoplane/contracts";
import type { Summary } from "../stats/summary.ts";

/** `73.84 ± 0.41%`: a share as mean and standard deviation over seeds. */
export function shareText({ mean, sd }: Pick<Summary, "mean" | "sd">): string {
  return sd === undefined ? formatPercent(mean) : `${(mean * 100).toFixed(2)} ± ${formatPercent(sd)}`;
}

/** The same with the number of seeds: `73.84 ± 0.41% (n = 3)`. */
export function formatShare(summary: Summary): string {
  return `${shareText(summary)} (n = ${summary.n})`;
}
