import { frameOf } from "@infoplane/core";

/** What is said of an error that came out of a plugin's own code, and that nobody expected. */
export function foreignFault(error: unknown): string {
  const frame = frameOf(error);
  return `${frame === undefined ? "" : `\n${frame}`}\nthis came from a module that the experiment uses: fix it there`;
}
