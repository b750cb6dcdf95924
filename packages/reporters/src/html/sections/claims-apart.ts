import type { Verdict } from "@infoplane/contracts";

/** Claims have a test of their own: where two numbers of seeds stand together, each is of its own. Starts with a space. */
export const claimsApart = (verdicts: readonly Verdict[]): string =>
  verdicts.length > 0 ? " Claims are tested one-sided, and say themselves how many they need." : "";
