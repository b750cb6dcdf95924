import type { Verdict } from "@infoplane/contracts";

/** Claims have a different test: where two numbers of seeds appear together, says which is which. Leading space. */
export const claimsApart = (verdicts: readonly Verdict[]): string =>
  verdicts.length > 0 ? " Claims are tested one-sided, and say themselves how many they need." : "";
