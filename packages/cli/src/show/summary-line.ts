import type { RunSummary } from "@infoplane/core";

/** `5 trained, 1 finished before`. */
export function summaryLine({ done, measured, reused, failed, interrupted }: RunSummary): string {
  const counts = [
    [done.length, "trained"],
    [measured.length, "measured again"],
    [reused.length, "finished before"],
    [failed.length, "failed"],
    [interrupted.length, "left to do"],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(", ");
}
