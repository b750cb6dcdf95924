import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  messages: {
    unknownKind: [["lay", ["layer", "metric"]]],
    outputLost: [["ENOSPC: no space left on device, write"]],
  },
};
