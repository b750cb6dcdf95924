import { frameOf } from "@infoplane/core";

/** What is said of an error that came out of a plugin's own code, and that nobody expected. */
export function foreignFault(error: unknown): string {
  return `\n${frameOf(error) ?? ""}\nthis came from a module that the experiment uses: mend it there`;
}
