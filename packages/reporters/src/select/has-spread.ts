import type { RunView } from "@infoplane/contracts";
import { remembered } from "./remembered.ts";

/** True when there is a spread over seeds to show. */
export const hasSpread: (run: RunView) => boolean = remembered((run) => {
  const first = run.records[0]?.seed;
  return run.records.some(({ seed }) => seed !== first);
});
