import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  notPositiveDefinite: [[512]],
  singular: [[512]],
  shapeMismatch: [["multiply", "matrices whose inner sizes agree", "3 x 4 and 5 x 6"]],
};
