import { frameOf } from "@infoplane/core";

/** What is reported for an unexpected error from a plugin's own code. */
export function foreignFault(error: unknown): string {
  const frame = frameOf(error);
  return `${frame === undefined ? "" : `\n${frame}`}\nthis came from a module that the experiment uses: fix it there`;
}
