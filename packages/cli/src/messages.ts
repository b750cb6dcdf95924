import type { Diagnostic } from "@infoplane/contracts";

/** Messages about the command line itself. */
export const messages = {
  unknownKind: (kind: string, known: readonly string[]): Diagnostic => ({
    code: "cli/unknown-kind",
    severity: "error",
    message: `no kind of plugin is called ${kind}`,
    hint: `there are ${known.join(", ")}`,
  }),
  outputLost: (reason: string): Diagnostic => ({
    code: "cli/output-lost",
    severity: "error",
    message: `what was to be written to standard output is not all there: ${reason}`,
    hint: "free some space, or write it to another place, then run the command again",
  }),
};
