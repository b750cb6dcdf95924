import type { RunView } from "@infoplane/contracts";
import { memoize } from "./memoize.ts";

/** True when there is a spread over seeds to show. */
export const hasSpread: (run: RunView) => boolean = memoize((run) => {
  const first = run.records[0]?.seed;
  return run.records.some(({ seed }) => seed !== first);
});
