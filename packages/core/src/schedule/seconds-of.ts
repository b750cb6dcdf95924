import { longestSeconds } from "@infoplane/contracts/cell-status";
import type { LogLine } from "../store/cell-store.ts";

/**
 * Time spent on a cell in all its sessions, by its log. A killed session has no end line: it counts from its start to
 * its last line.
 */
export function secondsOf(log: readonly LogLine[]): number {
  let total = 0;
  let open: { readonly from: number; last: number } | undefined;
  const close = (): void => {
    // The clock may have been set back.
    if (open) total += Math.max(0, open.last - open.from) / 1000 || 0;
    open = undefined;
  };
  for (const { kind, time, seconds } of log) {
    const at = typeof time === "string" ? Date.parse(time) : NaN;
    if (kind === "ran") {
      total += typeof seconds === "number" && seconds >= 0 && seconds < longestSeconds ? seconds : 0;
      open = undefined;
    } else if (kind === "start") {
      close();
      open = { from: at, last: at };
    } else if (open && !Number.isNaN(at)) open.last = at;
  }
  close();
  return total;
}
