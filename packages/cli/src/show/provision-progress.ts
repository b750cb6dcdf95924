import type { ProvisionProgress } from "@infoplane/engine";
import type { Output } from "./output.ts";

/** Shows the installation of an engine: a line per phase, and on a terminal the share that is done. */
export function progressOn(output: Output): (progress: ProvisionProgress) => void {
  let phase: string | undefined;
  return ({ phase: now, message, done, total }) => {
    const share = total ? ` ${Math.floor((100 * (done ?? 0)) / total)}%` : "";
    if (now !== phase) output.note(message);
    else output.replace(`${message}${share}`);
    phase = now;
  };
}
