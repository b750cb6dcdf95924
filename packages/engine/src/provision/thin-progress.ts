import type { ProvisionProgress } from "./progress.ts";

type Report = (progress: ProvisionProgress) => void;

/** Bytes between two reports where the total is not known. */
const strideWithoutTotal = 4e6;

/** Passes on what changes the picture: a new message, or another hundredth of the bytes. */
export function thinProgress(report: Report): Report {
  let last: ProvisionProgress | undefined;
  return (progress) => {
    const { phase, message, done = 0, total } = progress;
    const stride = total === undefined ? strideWithoutTotal : total / 100;
    const same = last?.phase === phase && last.message === message;
    const complete = done === total && last?.done !== done;
    if (same && !complete && done - (last?.done ?? 0) < stride) return;
    last = progress;
    report(progress);
  };
}
